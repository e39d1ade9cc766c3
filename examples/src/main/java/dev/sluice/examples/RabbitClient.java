package dev.sluice.examples;

import com.rabbitmq.client.AuthenticationFailureException;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.ConnectionFactory;
import com.rabbitmq.client.Recoverable;
import com.rabbitmq.client.RecoveryListener;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which RabbitMQ, and connections to it over our sockets. */
final class RabbitClient {
  private static final int USUAL_PORT = 5672;
  private static final int CONNECT_MILLIS = 5_000;
  private static final int RECOVERY_MILLIS = 200;
  private static final String REASON = "reply-text=";

  @Mixin private final ServiceAddress address = new ServiceAddress();

  @Option(names = "--user", paramLabel = "NAME", description = "Who (default: guest).")
  private String user = "guest";

  @Option(
      names = "--vhost",
      paramLabel = "NAME",
      description = "The server's virtual host (default: /).")
  private String virtualHost = "/";

  @Option(
      names = "--queue",
      paramLabel = "NAME",
      description = "The queue, durable, made if it is not there (default: sluice).")
  private String queue = "sluice";

  String queue() {
    return queue;
  }

  /**
   * Connects. If the connection is lost, the client comes back by itself, with its channels and
   * consumers. All its threads are virtual: they park in our sockets.
   */
  Connection connect() throws IOException, TimeoutException {
    ConnectionFactory factory = new ConnectionFactory();
    factory.setSocketFactory(address.checked().factory());
    factory.setHost(address.host());
    factory.setPort(address.port(USUAL_PORT));
    factory.setVirtualHost(virtualHost);
    factory.setUsername(user);
    @Nullable String password = System.getenv("RABBITMQ_PASSWORD");
    factory.setPassword(password == null ? "guest" : password);
    factory.setConnectionTimeout(CONNECT_MILLIS);
    factory.setNetworkRecoveryInterval(RECOVERY_MILLIS);
    factory.setThreadFactory(Thread.ofVirtual().name("rabbit-", 0).factory());
    return factory.newConnection("sluice");
  }

  /**
   * Has something done each time that a lost connection is there again, with all that was on it.
   */
  static void onRecovery(Connection connection, Runnable action) {
    ((Recoverable) connection)
        .addRecoveryListener(
            new RecoveryListener() {
              @Override
              public void handleRecovery(Recoverable recovered) {
                action.run();
              }

              @Override
              public void handleRecoveryStarted(Recoverable lost) {}
            });
  }

  /** Says in one sentence what the client wraps in several exceptions. */
  Failure failure(Exception e) {
    Throwable cause = e.getCause() instanceof ShutdownSignalException closed ? closed : e;
    String what =
        switch (cause) {
          case AuthenticationFailureException refused ->
              "the server refuses "
                  + user
                  + "; --user says who, RABBITMQ_PASSWORD is where the password belongs";
          case TimeoutException late -> "no answer in time; is that a RabbitMQ?";
          case UnknownHostException unknown ->
              "there is no " + unknown.getMessage() + "; --host says where";
          case ShutdownSignalException closed -> reason(closed);
          default ->
              cause.getMessage() + "; is it running there? --host, --port or --unix say where";
        };
    return new Failure(address.text(USUAL_PORT) + ": " + what);
  }

  /** The server's own words, out of {@code #method<channel.close>(…, reply-text=…, …)}. */
  private static String reason(ShutdownSignalException e) {
    String all = String.valueOf(e.getMessage());
    int begin = all.indexOf(REASON);
    int end = all.indexOf(", class-id", begin);
    return begin < 0 || end < 0
        ? all + "; is that a RabbitMQ?"
        : all.substring(begin + REASON.length(), end);
  }
}
