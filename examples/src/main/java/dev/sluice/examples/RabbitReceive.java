package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.Delivery;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code sluice rabbit receive}: manual acknowledgements. A message is the server's until it has
 * been printed; who is killed before leaves it to the next one.
 */
@Command(
    name = "receive",
    header = "Prints the messages of a queue, and acknowledges each then; until Ctrl-C.",
    footer = {"", "Example:", "  sluice rabbit receive --queue jobs --count 10"})
final class RabbitReceive implements Callable<Integer> {
  private static final int UNACKNOWLEDGED = 100;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Mixin private final RabbitClient client = new RabbitClient();

  @Option(
      names = "--count",
      paramLabel = "COUNT",
      description = "End after so many messages (default: never).")
  private long count = Long.MAX_VALUE;

  private final CountDownLatch ended = new CountDownLatch(1);
  private long printed;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (count < 1) {
      throw new ParameterException(command.commandLine(), "--count is at least 1, not " + count);
    }
    try (CtrlC ctrlC = new CtrlC();
        Connection connection = client.connect()) {
      ctrlC.stopsBy(ended::countDown);
      connection.addShutdownListener(this::lost);
      RabbitClient.onRecovery(connection, () -> notice("connected again"));
      Channel channel = connection.createChannel();
      channel.queueDeclare(client.queue(), true, false, false, null);
      channel.basicQos(UNACKNOWLEDGED);
      notice("waiting for messages");
      channel.basicConsume(
          client.queue(), false, (tag, message) -> print(channel, message), tag -> queueGone());
      ended.await();
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      throw client.failure(e);
    }
    return 0;
  }

  /** The client calls it for one message after the other. */
  private void print(Channel channel, Delivery message) throws IOException {
    if (printed == count) {
      return; // it stays unacknowledged, and so the server's
    }
    System.out.println(new String(message.getBody(), UTF_8));
    System.out.flush();
    channel.basicAck(message.getEnvelope().getDeliveryTag(), false);
    if (++printed == count) {
      ended.countDown();
    }
  }

  private void lost(ShutdownSignalException e) {
    if (!e.isInitiatedByApplication()) {
      notice("connection lost");
    }
  }

  private void queueGone() {
    notice("the queue was deleted");
    ended.countDown();
  }

  private static void notice(String what) {
    System.err.println("(" + what + ")");
  }
}
