package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL of the distribution's, with a cluster of its own: loopback, AF_UNIX and TLS. */
final class PostgresServer implements AutoCloseable {
  static final String USER = "postgres";
  static final String PASSWORD = "parcel";
  private static final Path PACKAGES = Path.of("/usr/lib/postgresql");
  private static final char[] KEY_PASSWORD = "changeit".toCharArray();

  private final ForeignServer server;
  private final int port = ForeignServer.freePort();

  private PostgresServer(ForeignServer server) throws IOException {
    this.server = server;
  }

  /** Tells whether the package is there, and may be run by who we are. */
  static boolean isInstalled() throws IOException {
    boolean userIsThere = Files.readString(Path.of("/etc/passwd")).contains("\n" + USER + ":");
    return Files.isDirectory(PACKAGES) && (userIsThere || !ForeignServer.isRoot());
  }

  static PostgresServer start() throws Exception {
    ForeignServer server = new ForeignServer("postgres", "INT");
    try {
      PostgresServer postgres = new PostgresServer(server);
      postgres.prepare();
      postgres.run();
      return postgres;
    } catch (Exception | Error e) {
      server.close();
      throw e;
    }
  }

  private static String program(String name) throws IOException {
    try (Stream<Path> versions = Files.list(PACKAGES)) {
      return versions.sorted().toList().getLast().resolve("bin").resolve(name).toString();
    }
  }

  /** PostgreSQL refuses root. */
  private static List<String> asUser(String... command) throws IOException {
    List<String> all = new ArrayList<>();
    if (ForeignServer.isRoot()) {
      all.addAll(List.of("setpriv", "--reuid=" + USER, "--regid=" + USER, "--clear-groups"));
    }
    all.addAll(List.of(command));
    return all;
  }

  private static void run(List<String> command) throws IOException {
    try (Program program = Program.any(command.toArray(String[]::new))) {
      Program.Result result = program.end();
      assertThat(result.exitCode()).as(result.errors() + result.output()).isZero();
    }
  }

  private void prepare() throws Exception {
    Path password = Files.writeString(server.directory().resolve("password"), PASSWORD);
    if (ForeignServer.isRoot()) {
      run(List.of("chown", "-R", USER, server.directory().toString()));
    }
    String data = "--pgdata=" + server.directory().resolve("data");
    String passwordFile = "--pwfile=" + password;
    run(
        asUser(
            program("initdb"),
            data,
            "--username=" + USER,
            passwordFile,
            "--auth=scram-sha-256",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C"));
    writeCertificate();
  }

  /** A key of our own, in the form that OpenSSL reads. */
  private void writeCertificate() throws Exception {
    Path keys = server.directory().resolve("keys.p12");
    run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
            "-genkeypair",
            "-keyalg",
            "EC",
            "-alias",
            "server",
            "-dname",
            "CN=localhost",
            "-storepass",
            new String(KEY_PASSWORD),
            "-keystore",
            keys.toString()));
    KeyStore store = KeyStore.getInstance(keys.toFile(), KEY_PASSWORD);
    write("server.key", "PRIVATE KEY", store.getKey("server", KEY_PASSWORD).getEncoded());
    write("server.crt", "CERTIFICATE", store.getCertificate("server").getEncoded());
  }

  private void write(String name, String kind, byte[] der) throws IOException {
    Path file = server.directory().resolve("data").resolve(name);
    String rule = "-----%s " + kind + "-----%n";
    try (OutputStream out = Files.newOutputStream(file)) {
      out.write(String.format(rule, "BEGIN").getBytes(US_ASCII));
      out.write(Base64.getMimeEncoder().encode(der));
      out.write(String.format("%n" + rule, "END").getBytes(US_ASCII));
    }
    run(List.of("chmod", "600", file.toString()));
    if (ForeignServer.isRoot()) {
      run(List.of("chown", USER, file.toString()));
    }
  }

  private void run() throws IOException {
    List<String> options = new ArrayList<>(List.of(program("postgres"), "-D"));
    options.add(server.directory().resolve("data").toString());
    for (String option :
        List.of(
            "listen_addresses=127.0.0.1",
            "port=" + port,
            "unix_socket_directories=" + server.directory(),
            "max_connections=20",
            "fsync=off",
            "ssl=on")) {
      options.addAll(List.of("-c", option));
    }
    server.start(Map.of(), asUser(options.toArray(String[]::new)));
    server.awaitReady(
        program("pg_isready"),
        "--quiet",
        "--host=" + server.directory(),
        "--port=" + port,
        "--username=" + USER);
  }

  int port() {
    return port;
  }

  Path socket() {
    return server.directory().resolve(".s.PGSQL." + port);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
