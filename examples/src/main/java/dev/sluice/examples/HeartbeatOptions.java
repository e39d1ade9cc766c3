package dev.sluice.examples;

import dev.sluice.loop.Heartbeat;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The options {@code --interval} and {@code --missed}. */
final class HeartbeatOptions {
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Option(
      names = "--interval",
      paramLabel = "MS",
      description = "Ask after so much silence, in milliseconds (default: 2000).")
  private long intervalMillis = 2_000;

  @Option(
      names = "--missed",
      paramLabel = "NUMBER",
      description = "Ask so often before the peer is given up (default: 2).")
  private int missed = 2;

  Heartbeat heartbeat() {
    try {
      return Heartbeat.every(intervalMillis, TimeUnit.MILLISECONDS).missed(missed);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(
          command.commandLine(), "--interval and --missed are at least 1");
    }
  }
}
