package dev.sluice.examples;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice rabbit}: RabbitMQ's own client over our sockets, as producer and consumer. */
@Command(
    name = "rabbit",
    subcommands = {RabbitSend.class, RabbitReceive.class},
    header = "RabbitMQ through its own client and our sockets: send and receive.",
    description = "The password is that of RABBITMQ_PASSWORD, else guest.",
    footer = {
      "",
      "Examples:",
      "  sluice rabbit receive                          prints what arrives, until Ctrl-C",
      "  seq 1000 | sluice rabbit send                  sends lines, and waits for confirms",
      "  sluice rabbit receive --count 10 --queue jobs  ends after ten"
    })
final class Rabbit implements Runnable {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "send or receive?");
  }
}
