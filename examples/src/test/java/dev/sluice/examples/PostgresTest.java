package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.net.StreamSocketFactory;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code sluice postgres}, and pgjdbc itself, over our sockets against a real PostgreSQL. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(180)
class PostgresTest {
  private static @Nullable PostgresServer started;

  @BeforeAll
  static void start() throws Exception {
    assumeThat(PostgresServer.isInstalled())
        .as("the package postgresql is installed, and its user is there")
        .isTrue();
    started = PostgresServer.start();
  }

  @AfterAll
  static void stop() throws Exception {
    if (started != null) {
      started.close();
    }
  }

  private static PostgresServer server() {
    return requireNonNull(started);
  }

  private static Program.Result run(String password, String... arguments) throws Exception {
    String[] all = new String[arguments.length + 1];
    all[0] = "postgres";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    try (Program program = Program.sluice(Map.of("PGPASSWORD", password), all)) {
      return program.end();
    }
  }

  private static void assertComplete(Program.Result result, String where, int connections) {
    assertThat(result.errors()).isEmpty();
    assertThat(result.exitCode()).isZero();
    assertThat(result.output().lines().map(line -> line.replaceAll(" {2,}", "|")))
        .first()
        .asString()
        .startsWith("connected to PostgreSQL ")
        .endsWith(" at " + where);
    assertThat(result.output().lines().skip(1).map(line -> line.strip().replaceAll(" {2,}", "|")))
        .containsExactly(
            "40 queries on virtual threads|all answered, by "
                + connections
                + " of the server's processes",
            "a transaction, undone and done|0 rows, then 2",
            "rows of one query|100000, with 9950000 letters, 1000 at a time",
            "a query, cancelled after 1 s|ERROR: canceling statement due to user request",
            "a query, given up after 1 s|Read timed out",
            "a second one, from a pool of one|not to be had in 250 ms");
  }

  @Test
  void program_overUnix_doesAllOfIt() throws Exception {
    String socket = server().socket().toString();
    Program.Result result =
        run(
            PostgresServer.PASSWORD,
            "--unix",
            socket,
            "--user",
            PostgresServer.USER,
            "--connections",
            "1",
            "--queries",
            "40");
    assertComplete(result, "unix:" + socket, 1);
  }

  @Test
  void program_overTcp_doesAllOfIt() throws Exception {
    String port = Integer.toString(server().port());
    Program.Result result =
        run(
            PostgresServer.PASSWORD,
            "--port",
            port,
            "--user",
            PostgresServer.USER,
            "--connections",
            "2",
            "--queries",
            "40");
    assertComplete(result, "localhost:" + port, 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "parcel | --port PORT --user nobody | FATAL: password authentication failed for user",
        "wrong  | --port PORT --user postgres | ; PGPASSWORD or --user is wrong",
        "''     | --port PORT --user postgres | ; PGPASSWORD is where the password belongs",
        "parcel | --port PORT --user postgres --database none | database \"none\" does not exist;",
        "parcel | --port PORT --user postgres --connections 30 --queries 300 | fewer --connections",
        "parcel | --port 1 | ECONNREFUSED (111) Connection refused; is it running there?",
        "parcel | --unix /none/of/this | ENOENT (2) No such file or directory; is it running",
        "parcel | --host none.invalid | there is no none.invalid",
      })
  void whatGoesWrong_isOneSentence_andExitCode1(String password, String arguments, String sentence)
      throws Exception {
    String port = Integer.toString(server().port());
    Program.Result result = run(password, arguments.replace("PORT", port).split(" "));
    assertThat(result.errors()).contains(sentence).hasLineCount(1);
    assertThat(result.exitCode()).isEqualTo(1);
  }

  // ---- the driver itself

  private static Connection connect(String... options) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("socketFactory", StreamSocketFactory.class.getName());
    properties.setProperty("user", PostgresServer.USER);
    properties.setProperty("password", PostgresServer.PASSWORD);
    for (String option : options) {
      properties.setProperty(
          option.substring(0, option.indexOf('=')), option.substring(option.indexOf('=') + 1));
    }
    return DriverManager.getConnection(
        "jdbc:postgresql://localhost:" + server().port() + "/postgres", properties);
  }

  private static String ask(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      row.next();
      return row.getString(1);
    }
  }

  /** TLS is layered over our socket by the JDK: it is {@code SSLSocketFactory}'s second way. */
  @ParameterizedTest
  @CsvSource({"disable,f", "allow,f", "prefer,t", "require,t"})
  void sslMode_decidesWhetherOurSocketCarriesTls(String mode, String encrypted) throws Exception {
    try (Connection connection = connect("sslmode=" + mode)) {
      assertThat(ask(connection, "select ssl from pg_stat_ssl where pid = pg_backend_pid()"))
          .isEqualTo(encrypted);
      assertThat(ask(connection, "select repeat('x', 3000000)")).hasSize(3_000_000);
    }
  }

  @Test
  void optionsOfTheSocket_areTakenByTheKernel() throws Exception {
    try (Connection connection =
        connect(
            "tcpKeepAlive=true", "tcpNoDelay=true", "receiveBufferSize=8192", "sslmode=disable")) {
      assertThat(ask(connection, "select repeat('y', 1000000)")).hasSize(1_000_000);
      // The server's side sees the client's address, IPv4 through a socket for both.
      assertThat(ask(connection, "select host(inet_client_addr())")).isEqualTo("127.0.0.1");
    }
  }

  @Test
  void socketTimeout_isASocketTimeoutException() throws Exception {
    try (Connection connection = connect("socketTimeout=1", "sslmode=disable")) {
      assertThatThrownBy(() -> ask(connection, "select pg_sleep(3)"))
          .isInstanceOf(SQLException.class)
          .hasCauseInstanceOf(SocketTimeoutException.class);
      assertThat(connection.isClosed()).isTrue();
    }
  }

  /** The driver sends it on a connection of its own, which ends when the server has it. */
  @Test
  void cancel_fromAnotherThread_endsTheQuery() throws Exception {
    try (Connection connection = connect("sslmode=disable");
        Connection observer = connect("sslmode=disable");
        Statement statement = connection.createStatement()) {
      String pid = ask(connection, "select pg_backend_pid()");
      Thread canceller =
          Thread.ofPlatform()
              .start(
                  () ->
                      Deadline.of(Duration.ofSeconds(30))
                          .until(
                              () -> {
                                try {
                                  String active =
                                      "select count(*) from pg_stat_activity where pid = "
                                          + pid
                                          + " and state = 'active' and wait_event = 'PgSleep'";
                                  assertThat(ask(observer, active)).isEqualTo("1");
                                  statement.cancel();
                                } catch (SQLException e) {
                                  throw new AssertionError(e);
                                }
                              }));
      assertThatThrownBy(() -> statement.execute("select pg_sleep(120)"))
          .hasMessageContaining("canceling statement due to user request");
      canceller.join();
      assertThat(ask(connection, "select 7")).isEqualTo("7");
    }
  }

  /** The driver looks for messages with {@code available}, and with a timeout of 1 ms. */
  @Test
  void notifications_areSeenWithoutBlocking_andWithATimeout() throws Exception {
    try (Connection listening = connect("sslmode=disable");
        Connection notifying = connect("sslmode=disable")) {
      execute(listening, "listen parcels");
      assertThat(notifications(listening, 1)).isEmpty();
      execute(notifying, "notify parcels, 'one'");
      assertThat(notifications(listening, 30_000)).hasSize(1);
      assertThat(notifications(listening, 1)).isEmpty();
    }
  }

  private static void execute(Connection connection, String command) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(command);
    }
  }

  /** The driver's own interface is in no module that this one can compile against. */
  private static Object[] notifications(Connection connection, int millis) throws Exception {
    Class<?> type = Class.forName("org.postgresql.PGConnection");
    Object found =
        type.getMethod("getNotifications", int.class).invoke(connection.unwrap(type), millis);
    return found == null ? new Object[0] : (Object[]) found;
  }

  @Test
  void copy_inAndOut_carriesTheSameBytes() throws Exception {
    String rows =
        IntStream.range(0, 200_000)
            .mapToObj(i -> i + "\tparcel " + i + "\n")
            .collect(Collectors.joining());
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    try (Connection connection = connect("sslmode=disable")) {
      execute(connection, "create temporary table parcels (number int, text text)");
      Class<?> type = Class.forName("org.postgresql.PGConnection");
      Object copies = type.getMethod("getCopyAPI").invoke(connection.unwrap(type));
      copies
          .getClass()
          .getMethod("copyIn", String.class, InputStream.class)
          .invoke(
              copies, "copy parcels from stdin", new ByteArrayInputStream(rows.getBytes(UTF_8)));
      copies
          .getClass()
          .getMethod("copyOut", String.class, OutputStream.class)
          .invoke(copies, "copy parcels to stdout", received);
    }
    assertThat(received.toString(UTF_8)).isEqualTo(rows);
  }
}
