package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import dev.sluice.net.StreamSocketFactory;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code sluice postgres}: HikariCP pools pgjdbc's connections, and those run over our sockets. The
 * driver only learns the name of a {@link javax.net.SocketFactory}; all the rest of this program is
 * JDBC as it always is.
 */
@Command(
    name = "postgres",
    header = "PostgreSQL through HikariCP, pgjdbc and our sockets, AF_UNIX too.",
    description = {
      "Queries on virtual threads, a transaction, many rows, a cancel, a timeout and an empty"
          + " pool.",
      "It leaves nothing in the database. The password is that of PGPASSWORD, if any."
    },
    footer = {
      "",
      "Examples:",
      "  sluice postgres --user shop --database shop",
      "  sluice postgres --unix /run/postgresql/.s.PGSQL.5432 --connections 8 --queries 1000"
    })
final class Postgres implements Callable<Integer> {
  private static final int USUAL_PORT = 5432;
  private static final int ROWS = 100_000;
  private static final int FETCHED_ROWS = 1_000;

  /** The shortest that HikariCP takes. */
  private static final int SHORTEST_MILLIS = 250;

  private static final int PATIENCE_MILLIS = 10_000;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Mixin private final ServiceAddress address = new ServiceAddress();

  @Option(names = "--user", paramLabel = "NAME", description = "The role (default: your name).")
  private String user = System.getProperty("user.name");

  @Option(
      names = "--database",
      paramLabel = "NAME",
      description = "The database (default: that of the role's name).")
  private @Nullable String database;

  @Option(
      names = "--connections",
      paramLabel = "COUNT",
      description = "How many the pool has (default: 4).")
  private int connections = 4;

  @Option(
      names = "--queries",
      paramLabel = "COUNT",
      description = "How many run at once, a virtual thread each (default: 200).")
  private int queries = 200;

  @Override
  public Integer call() throws IOException, InterruptedException, SQLException {
    if (connections < 1 || queries < 1) {
      throw new ParameterException(
          command.commandLine(), "--connections and --queries are at least 1");
    }
    address.checked();
    try (HikariDataSource pool = open(connections, PATIENCE_MILLIS)) {
      try (Connection one = pool.getConnection()) {
        String version = one.getMetaData().getDatabaseProductVersion();
        System.out.println(
            "connected to PostgreSQL " + version + " at " + address.text(USUAL_PORT));
      }
      print(queries + " queries on virtual threads", query(pool));
      try (Connection one = pool.getConnection()) {
        print("a transaction, undone and done", transact(one));
        print("rows of one query", read(one));
        print("a query, cancelled after 1 s", cancel(one));
      }
      print("a query, given up after 1 s", giveUp());
      print("a second one, from a pool of one", exhaust());
    } catch (PoolInitializationException e) {
      throw failure(requireNonNull(e.getCause()));
    } catch (SQLException e) {
      throw failure(e);
    }
    return 0;
  }

  private static void print(String what, String result) {
    System.out.printf("  %-34s %s%n", what, result);
  }

  /** All that the driver learns of our sockets is the name of their factory, and where to. */
  private Properties driverProperties() {
    Properties properties = new Properties();
    properties.setProperty("socketFactory", StreamSocketFactory.class.getName());
    String unix = address.unixEndpoint();
    if (unix != null) {
      properties.setProperty("socketFactoryArg", unix);
    }
    properties.setProperty("user", user);
    String password = System.getenv("PGPASSWORD");
    if (password != null) {
      properties.setProperty("password", password);
    }
    properties.setProperty("sslmode", "disable");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("ApplicationName", "sluice");
    return properties;
  }

  private String url() {
    String host = address.host();
    String name = URLEncoder.encode(database == null ? user : database, UTF_8);
    return "jdbc:postgresql://"
        + (host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host)
        + ":"
        + address.port(USUAL_PORT)
        + "/"
        + name;
  }

  private HikariDataSource open(int size, int patienceMillis) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url());
    config.setDataSourceProperties(driverProperties());
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(patienceMillis);
    return new HikariDataSource(config);
  }

  /** A thread for each query costs nothing; the pool decides how many the server sees at once. */
  private String query(HikariDataSource pool) throws InterruptedException, SQLException {
    List<Callable<Integer>> all = new ArrayList<>();
    for (int i = 0; i < queries; i++) {
      int number = i;
      all.add(() -> backend(pool, number));
    }
    Set<Integer> backends = new HashSet<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> answer : threads.invokeAll(all)) {
        backends.add(answer.get());
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SQLException sql ? sql : new SQLException(e.getCause());
    }
    return "all answered, by " + backends.size() + " of the server's processes";
  }

  /** Asks for a number, and returns which process of the server has answered. */
  private static int backend(HikariDataSource pool, int number) throws SQLException {
    try (Connection connection = pool.getConnection();
        PreparedStatement query =
            connection.prepareStatement("select ? * 2, pg_backend_pid(), pg_sleep(0.01)")) {
      query.setInt(1, number);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        if (row.getInt(1) != number * 2) {
          throw new SQLException(number + " * 2 is not " + row.getInt(1));
        }
        return row.getInt(2);
      }
    }
  }

  private static String transact(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("create temporary table parcels (number int, text text)");
      connection.setAutoCommit(false);
      statement.executeUpdate("insert into parcels values (1, 'one'), (2, 'two'), (3, 'three')");
      connection.rollback();
      long undone = count(statement);
      statement.executeUpdate("insert into parcels values (4, 'four'), (5, 'five')");
      connection.commit();
      connection.setAutoCommit(true);
      long done = count(statement);
      statement.execute("drop table parcels");
      return undone + " rows, then " + done;
    }
  }

  private static long count(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("select count(*) from parcels")) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Without auto-commit the driver asks for so many rows at a time, and never holds them all. */
  private static String read(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(FETCHED_ROWS);
      String query = "select number, repeat('x', number % 200) from generate_series(1, ?) number";
      long rows = 0;
      long letters = 0;
      try (ResultSet row = statement.executeQuery(query.replace("?", Integer.toString(ROWS)))) {
        for (; row.next(); rows++) {
          letters += row.getString(2).length();
        }
      }
      return rows + ", with " + letters + " letters, " + FETCHED_ROWS + " at a time";
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** The driver sends the cancel on a connection of its own, from the same factory. */
  private static String cancel(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);
      return outcome(statement, "select pg_sleep(60)");
    }
  }

  /** What a client does whose server is silent: its read times out, the connection is over. */
  private String giveUp() throws SQLException {
    Properties impatient = driverProperties();
    impatient.setProperty("socketTimeout", "1");
    try (Connection connection = DriverManager.getConnection(url(), impatient);
        Statement statement = connection.createStatement()) {
      return outcome(statement, "select pg_sleep(3)");
    }
  }

  private static String outcome(Statement statement, String query) {
    try {
      statement.execute(query);
      return "went on to its end";
    } catch (SQLException e) {
      return oneLine(e);
    }
  }

  private String exhaust() throws SQLException {
    try (HikariDataSource pool = open(1, SHORTEST_MILLIS);
        Connection taken = pool.getConnection()) {
      try (Connection another = pool.getConnection()) {
        return taken + " and " + another;
      }
    } catch (SQLTransientConnectionException e) {
      return "not to be had in " + SHORTEST_MILLIS + " ms";
    }
  }

  /** What the server says, or what our socket says where it is the cause, in one line. */
  private static String oneLine(Throwable e) {
    String text =
        switch (e.getCause()) {
          case UnknownHostException unknown -> "there is no " + unknown.getMessage();
          case IOException cause -> String.valueOf(cause.getMessage());
          case null, default -> String.valueOf(e.getMessage());
        };
    return text.replaceAll("\\s+", " ").replaceAll("[. ]+$", "");
  }

  private Failure failure(Throwable e) {
    String state = e instanceof SQLException sql ? String.valueOf(sql.getSQLState()) : "";
    String advice =
        switch (state) {
          case "08001", "08006" -> "; is it running there? --host, --port or --unix say where";
          case "08004" -> "; PGPASSWORD is where the password belongs";
          case "28P01" -> "; PGPASSWORD or --user is wrong";
          case "28000" -> "; --user says who";
          case "3D000" -> "; --database says which";
          case "53300" -> "; fewer --connections need fewer";
          default -> "";
        };
    return new Failure(address.text(USUAL_PORT) + ": " + oneLine(e) + advice);
  }
}
