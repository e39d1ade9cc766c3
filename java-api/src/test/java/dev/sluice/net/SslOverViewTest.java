package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.Async;
import dev.sluice.Endpoint;
import dev.sluice.UnixEndpoint;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's TLS and HTTPS, layered over our sockets on AF_UNIX: what they need of a socket. */
class SslOverViewTest extends StreamSocketFixture {
  private static final String PASSWORD = "changeit";
  private static final int TOUCH_MILLIS = 20;

  @TempDir static Path directory;

  private static SSLContext context;

  static {
    try {
      context = SSLContext.getDefault();
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  protected Endpoint freshLocal() {
    return UnixEndpoint.unnamed();
  }

  /** A certificate for localhost, signed by itself, made by the JDK's keytool. */
  @BeforeAll
  static void makeCertificate() throws Exception {
    Path store = directory.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "test",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-storepass",
                PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("keytool.txt").toFile())
            .start();
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(keytool.exitValue()).as(Files.readString(directory.resolve("keytool.txt"))).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
    own.init(keys, PASSWORD.toCharArray());
    TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
    trusted.init(keys);
    context = SSLContext.getInstance("TLS");
    context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
  }

  private ServerSocket listeningServer() throws IOException {
    return closeAfterwards(
        new ListeningSocketFactory(UnixEndpoint.unnamed()).createServerSocket(0));
  }

  private java.net.Socket clientOf(ServerSocket server) throws IOException {
    Endpoint peer = ViewAddresses.endpoint(server.getLocalSocketAddress());
    return closeAfterwards(new StreamSocketFactory(peer).createSocket("localhost", 443));
  }

  /** The server's end of TLS over a socket that was accepted. */
  private SSLSocket accepted(ServerSocket server) throws IOException {
    java.net.Socket plain = closeAfterwards(server.accept());
    SSLSocketFactory factory = context.getSocketFactory();
    SSLSocket tls = (SSLSocket) closeAfterwards(factory.createSocket(plain, null, true));
    tls.setUseClientMode(false);
    return tls;
  }

  @Test
  void tls_overAf_unix_shakesHandsTimesOutAndCloses() throws Exception {
    ServerSocket server = listeningServer();
    Async.Task<String> served =
        async.start(
            () -> {
              SSLSocket tls = accepted(server);
              byte[] question = tls.getInputStream().readNBytes(5);
              tls.getInputStream().readNBytes(1);
              tls.getOutputStream().write(new byte[200_000]);
              tls.close();
              return new String(question, UTF_8);
            });
    SSLSocket tls =
        (SSLSocket)
            closeAfterwards(
                context.getSocketFactory().createSocket(clientOf(server), "localhost", 443, true));
    tls.setSoTimeout(TOUCH_MILLIS * 500);
    tls.startHandshake();
    assertThat(tls.getSession().getPeerCertificates()).isNotEmpty();
    tls.getOutputStream().write("hello".getBytes(UTF_8));
    tls.setSoTimeout(TOUCH_MILLIS);
    assertThatExceptionOfType(SocketTimeoutException.class)
        .isThrownBy(() -> tls.getInputStream().read());
    tls.setSoTimeout(0);
    // The timeout broke nothing: the dialogue goes on.
    tls.getOutputStream().write(1);
    assertThat(tls.getInputStream().readAllBytes()).hasSize(200_000);
    assertThat(served.join()).isEqualTo("hello");
  }

  @Test
  void httpsUrl_throughASocketFactoryOfOurs_isAnsweredOverAf_unix() throws Exception {
    ServerSocket server = listeningServer();
    Async.Task<String> served =
        async.start(
            () -> {
              SSLSocket tls = accepted(server);
              BufferedReader in =
                  new BufferedReader(new InputStreamReader(tls.getInputStream(), UTF_8));
              String request = in.readLine();
              String line = request;
              while (line != null && !line.isEmpty()) {
                line = in.readLine();
              }
              OutputStream out = tls.getOutputStream();
              out.write(
                  "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\ndone"
                      .getBytes(UTF_8));
              out.flush();
              tls.close();
              return String.valueOf(request);
            });
    HttpsURLConnection connection =
        (HttpsURLConnection) URI.create("https://localhost/path").toURL().openConnection();
    connection.setSSLSocketFactory(
        new LayeredFactory(ViewAddresses.endpoint(server.getLocalSocketAddress())));
    try (InputStream body = connection.getInputStream()) {
      assertThat(body.readAllBytes()).isEqualTo("done".getBytes(UTF_8));
    }
    assertThat(served.join()).isEqualTo("GET /path HTTP/1.1");
  }

  /** Opens the sockets of HTTPS over ours; those it is given are layered over as they are. */
  private static final class LayeredFactory extends SSLSocketFactory {
    private final SSLSocketFactory tls = context.getSocketFactory();
    private final StreamSocketFactory plain;

    LayeredFactory(Endpoint peer) {
      plain = new StreamSocketFactory(peer);
    }

    @Override
    public java.net.Socket createSocket() throws IOException {
      // HTTPS connects what it gets here, and has a plain one layered over.
      return plain.createSocket();
    }

    @Override
    public java.net.Socket createSocket(
        java.net.Socket socket, String host, int port, boolean autoClose) throws IOException {
      return tls.createSocket(socket, host, port, autoClose);
    }

    @Override
    public java.net.Socket createSocket(String host, int port) throws IOException {
      return tls.createSocket(plain.createSocket(host, port), host, port, true);
    }

    @Override
    public java.net.Socket createSocket(
        String host, int port, java.net.InetAddress localHost, int localPort) throws IOException {
      return createSocket(host, port);
    }

    @Override
    public java.net.Socket createSocket(java.net.InetAddress host, int port) throws IOException {
      return createSocket(host.getHostName(), port);
    }

    @Override
    public java.net.Socket createSocket(
        java.net.InetAddress address, int port, java.net.InetAddress localAddress, int localPort)
        throws IOException {
      return createSocket(address, port);
    }

    @Override
    public String[] getDefaultCipherSuites() {
      return tls.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
      return tls.getSupportedCipherSuites();
    }
  }
}
