package dev.sluice.examples.http;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.IoBuffer;
import dev.sluice.net.Connector;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Fetches URLs with calls that block, each within a time that counts for all of it: lookup,
 * connections, redirects and the body, which is counted and dropped. Thread-safe: no state.
 */
public final class Fetcher {
  private static final int BUFFER_BYTES = 64 * 1024;
  private static final int HTTP_PORT = 80;

  private final long timeoutNanos;
  private final int maxRedirects;

  /**
   * What became of a URL.
   *
   * @param url as it was asked for
   * @param status of the last answer, 0 if there was none
   * @param bytes of its body
   * @param millis how long it took
   * @param note where redirects have led to, or what went wrong; may be empty
   */
  public record Result(String url, int status, long bytes, long millis, String note) {
    /** Tells whether the resource was there. */
    public boolean isSuccess() {
      return status >= 200 && status < 300;
    }
  }

  /**
   * Makes one.
   *
   * @param timeoutMillis how long a URL may take, in milliseconds
   * @param maxRedirects how many redirects may be followed, one after the other
   */
  public Fetcher(long timeoutMillis, int maxRedirects) {
    this.timeoutNanos = TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    this.maxRedirects = maxRedirects;
  }

  /** Fetches a URL; what goes wrong is told by the result. */
  public Result fetch(String url) {
    long start = System.nanoTime();
    int status = 0;
    long bytes = 0;
    String note;
    try {
      Set<URI> seen = new HashSet<>();
      URI uri = parse(url);
      Reception reception = get(uri, start);
      while (reception.isRedirect()) {
        seen.add(uri);
        uri = next(uri, reception.location());
        if (seen.contains(uri)) {
          throw new IOException("redirects go round in circles, back to " + uri);
        }
        if (seen.size() > maxRedirects) {
          throw new IOException("more than " + maxRedirects + " redirects");
        }
        reception = get(uri, start);
      }
      status = reception.status();
      bytes = reception.bytes();
      note = seen.isEmpty() ? "" : "-> " + uri;
    } catch (SocketTimeoutException e) {
      note = "not done within " + TimeUnit.NANOSECONDS.toMillis(timeoutNanos) + " ms";
    } catch (Refusal e) {
      note = "this is not an answer of HTTP/1.1: " + e.why();
    } catch (IOException e) {
      note = String.valueOf(e.getMessage());
    }
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    return new Result(url, status, bytes, millis, note);
  }

  private static URI parse(String url) throws IOException {
    try {
      return checked(new URI(url));
    } catch (URISyntaxException e) {
      throw new IOException("no URL: " + e.getReason() + " at character " + e.getIndex());
    }
  }

  private static URI checked(URI uri) throws IOException {
    String scheme = uri.getScheme();
    if (scheme != null && scheme.equalsIgnoreCase("https")) {
      throw new IOException("https:// needs TLS, which is not spoken here; try http://");
    }
    if (scheme == null || !scheme.equalsIgnoreCase("http") || uri.getHost() == null) {
      throw new IOException("a URL begins with http:// and a host");
    }
    return uri;
  }

  private static URI next(URI from, String location) throws IOException {
    try {
      return checked(from.resolve(new URI(location)));
    } catch (URISyntaxException e) {
      throw new IOException("redirected to what is no URL: " + location);
    }
  }

  private Reception get(URI uri, long start) throws IOException, Refusal {
    String host = uri.getHost().replaceAll("[\\[\\]]", "");
    int port = uri.getPort() < 0 ? HTTP_PORT : uri.getPort();
    try (StreamSocket socket =
            Connector.withTimeout(leftMillis(start))
                .createConnection(host, Integer.toString(port));
        IoBuffer buffer = IoBuffer.allocate(BUFFER_BYTES)) {
      socket.setTimeout(leftMillis(start));
      byte[] request = request(uri).getBytes(US_ASCII);
      for (int sent = 0; sent < request.length; ) {
        int part = Math.min(request.length - sent, buffer.clear().writable());
        socket.sendAll(buffer.put(request, sent, part));
        sent += part;
      }
      Reception reception = new Reception();
      buffer.clear();
      while (!reception.isOver()) {
        socket.setTimeout(leftMillis(start));
        if (socket.recv(buffer.clear()) < 0) {
          reception.ended();
        }
        reception.take(buffer);
      }
      return reception;
    }
  }

  private long leftMillis(long start) throws SocketTimeoutException {
    long left = timeoutNanos - (System.nanoTime() - start);
    if (left <= 0) {
      throw new SocketTimeoutException();
    }
    return Math.max(1, TimeUnit.NANOSECONDS.toMillis(left));
  }

  private static String request(URI uri) {
    URI ascii = URI.create(uri.toASCIIString());
    String path = ascii.getRawPath();
    String query = ascii.getRawQuery();
    return "GET "
        + (path == null || path.isEmpty() ? "/" : path)
        + (query == null ? "" : "?" + query)
        + " HTTP/1.1\r\nHost: "
        + ascii.getHost()
        + (ascii.getPort() < 0 ? "" : ":" + ascii.getPort())
        + "\r\nUser-Agent: sluice\r\nAccept: */*\r\nConnection: close\r\n\r\n";
  }
}
