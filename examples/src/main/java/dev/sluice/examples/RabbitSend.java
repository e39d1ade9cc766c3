package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.rabbitmq.client.Channel;
import com.rabbitmq.client.Connection;
import com.rabbitmq.client.MessageProperties;
import com.rabbitmq.client.ShutdownSignalException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * {@code sluice rabbit send}: publisher confirms. A message counts as sent when the server has
 * confirmed it; what a lost connection leaves unconfirmed is sent again, so that nothing is lost,
 * and something may arrive twice.
 */
@Command(
    name = "send",
    header = "Sends each line of standard input as a message, and waits for confirms.",
    footer = {"", "Example:", "  seq 1000 | sluice rabbit send --queue jobs"})
final class RabbitSend implements Callable<Integer> {
  private static final int BATCH = 100;
  private static final int CONFIRM_MILLIS = 10_000;
  private static final int RECOVERY_SECONDS = 60;

  @Mixin private final RabbitClient client = new RabbitClient();

  /** One for each time that a lost connection was there again. */
  private final Semaphore recoveries = new Semaphore(0);

  @Override
  public Integer call() throws IOException, InterruptedException {
    try (Connection connection = client.connect();
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, UTF_8))) {
      RabbitClient.onRecovery(connection, recoveries::release);
      Channel channel = connection.createChannel();
      channel.confirmSelect();
      channel.queueDeclare(client.queue(), true, false, false, null);
      System.out.println(sendAll(channel, lines) + " messages confirmed");
    } catch (IOException | TimeoutException | ShutdownSignalException e) {
      throw client.failure(e);
    }
    return 0;
  }

  /** Sends what there is to read, at most a batch before it waits for the confirms. */
  private long sendAll(Channel channel, BufferedReader lines)
      throws IOException, InterruptedException, TimeoutException {
    List<String> batch = new ArrayList<>();
    long confirmed = 0;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      batch.add(line);
      if (batch.size() == BATCH || !lines.ready()) {
        confirmed += send(channel, batch);
        batch.clear();
      }
    }
    return confirmed;
  }

  private int send(Channel channel, List<String> batch)
      throws IOException, InterruptedException, TimeoutException {
    for (; ; ) {
      try {
        for (String line : batch) {
          channel.basicPublish(
              "", client.queue(), MessageProperties.PERSISTENT_TEXT_PLAIN, line.getBytes(UTF_8));
        }
        if (channel.waitForConfirms(CONFIRM_MILLIS)) {
          return batch.size();
        }
        throw new TimeoutException("the server has refused a message");
      } catch (IOException | ShutdownSignalException e) {
        // A channel that the server has closed is none that comes back.
        boolean isLost = !(e instanceof ShutdownSignalException closed) || closed.isHardError();
        if (!isLost || !recoveries.tryAcquire(RECOVERY_SECONDS, TimeUnit.SECONDS)) {
          throw e;
        }
      }
    }
  }
}
