package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.frame.FrameDecoder;
import dev.sluice.frame.FrameException;
import dev.sluice.frame.Framing;
import dev.sluice.net.AncillaryData;
import dev.sluice.net.Message;
import dev.sluice.net.MsgFlags;
import dev.sluice.net.PeerCredentials;
import dev.sluice.net.SocketOptions;
import dev.sluice.net.StreamSocket;
import dev.sluice.server.BlockingHandler;
import dev.sluice.server.ServerModel;
import dev.sluice.server.ServerSettings;
import dev.sluice.server.StreamServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code sluice pass-fd}: a live connection goes from one process to another, with {@code
 * SCM_RIGHTS} over AF_UNIX. The client notices nothing, and does not mind if the first dies.
 */
@Command(
    name = "pass-fd",
    subcommands = {PassFd.Greeter.class, PassFd.Worker.class},
    header = "Hands live TCP connections to another process: a greeter, and a worker.",
    description = {
      "The greeter asks each client for a name and hands the connection on; the worker answers.",
      "Kill the greeter then: its clients go on talking to the worker."
    },
    footer = {
      "",
      "Examples:",
      "  sluice pass-fd worker --unix /tmp/worker.sock",
      "  sluice pass-fd greeter --port 7777 --worker /tmp/worker.sock",
      "  nc 127.0.0.1 7777                                type a name, and then lines"
    })
final class PassFd implements Runnable {
  private static final int MAX_LINE = 1_000;
  private static final Framing LINES = Framing.delimiter("\n".getBytes(UTF_8), MAX_LINE);
  private static final long NAME_MILLIS = 60_000;

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it
  private CommandSpec command;

  @Override
  public void run() {
    throw new ParameterException(command.commandLine(), "greeter or worker?");
  }

  private static int serve(Endpoint local, BlockingHandler handler) throws IOException {
    return ServerProgram.serve(
        local,
        0,
        there ->
            StreamServer.openBlocking(
                there, ServerModel.VIRTUAL_THREADS, handler, ServerSettings.STANDARD));
  }

  private static synchronized void say(String text) {
    System.out.println(text);
    System.out.flush();
  }

  private static String here() {
    return "process " + ProcessHandle.current().pid();
  }

  private static void send(StreamSocket client, IoBuffer out, String line) throws IOException {
    client.sendAll(out.clear().put(line + "\n", UTF_8));
  }

  /** Accepts, asks, and hands on. */
  @Command(
      name = "greeter",
      header = "Accepts TCP clients, asks their names, and hands them on.",
      footer = {"", "Example:", "  sluice pass-fd greeter --worker /tmp/worker.sock"})
  static final class Greeter implements Callable<Integer> {
    @Mixin private final Address address = new Address();

    @Option(
        names = "--worker",
        paramLabel = "PATH",
        required = true,
        description = "Where the worker listens; @NAME for an abstract name.")
    private String worker = "";

    @Override
    public Integer call() throws IOException {
      return serve(address.endpoint(), this::greet);
    }

    private void greet(StreamSocket client) throws IOException {
      try (IoBuffer in = IoBuffer.allocate(LINES.maxFrameBytes());
          IoBuffer out = IoBuffer.allocate(LINES.maxFrameBytes())) {
        client.setTimeout(NAME_MILLIS);
        send(client, out, here() + " asks: what is your name?");
        while (in.indexOf('\n', 0) < 0) {
          if (in.writable() == 0) {
            send(client, out, "a name has at most " + MAX_LINE + " bytes");
            return;
          }
          if (client.recv(in) == IoStatus.END_OF_STREAM) {
            return;
          }
        }
        handOn(client, in, out);
      }
    }

    /** What was read belongs to the connection: name, and whatever came with it, go along. */
    private void handOn(StreamSocket client, IoBuffer in, IoBuffer out) throws IOException {
      try (StreamSocket control = StreamSocket.connectTo(Endpoint.parse("unix:" + worker));
          Message message = Message.allocate(1, AncillaryData.spaceBytes(Integer.BYTES))) {
        message.setBuffers(in).ancillary().addRights(client.fd());
        control.send(message, MsgFlags.NONE);
        control.sendAll(in);
      } catch (ErrnoException e) {
        say("no worker: " + e.getMessage());
        send(client, out, "nobody is here for you, come again");
        return;
      }
      // Our descriptor only. The connection lives as long as the other one does.
      client.close();
    }
  }

  /** Takes connections over, and answers. */
  @Command(
      name = "worker",
      header = "Takes connections over, and answers each line.",
      footer = {"", "Example:", "  sluice pass-fd worker --unix /tmp/worker.sock"})
  static final class Worker implements Callable<Integer> {
    @Option(
        names = "--unix",
        paramLabel = "PATH",
        required = true,
        description = "Where greeters find this worker; @NAME for an abstract name.")
    private String path = "";

    @Override
    public Integer call() throws IOException {
      return serve(Endpoint.parse("unix:" + path), this::takeOver);
    }

    /** A connection for each client: its end is the end of what was read. */
    private void takeOver(StreamSocket control) throws IOException {
      PeerCredentials greeter = control.get(SocketOptions.SO_PEERCRED);
      try (IoBuffer in = IoBuffer.allocate(LINES.maxFrameBytes());
          Message message = Message.allocate(1, AncillaryData.spaceBytes(Integer.BYTES))) {
        message.setBuffers(in);
        int received = control.recv(message, MsgFlags.NONE);
        List<Fd> rights = message.ancillary().takeRights();
        if (rights.isEmpty()) {
          say("process " + greeter.pid() + " has handed on nothing");
          return;
        }
        try (StreamSocket client = StreamSocket.adopt(rights.getFirst())) {
          while (received != IoStatus.END_OF_STREAM && in.writable() > 0) {
            received = control.recv(in);
          }
          control.close();
          client.setBlocking(true);
          say(client.peerEndpoint() + ", handed on by process " + greeter.pid());
          answer(client, in);
        }
      }
    }

    private void answer(StreamSocket client, IoBuffer in) throws IOException {
      FrameDecoder decoder = LINES.newDecoder();
      String name = "";
      try (IoBuffer out = IoBuffer.allocate(4 * LINES.maxFrameBytes())) {
        do {
          IoBuffer line;
          while ((line = decoder.next(in)) != null) {
            String text = line.getAll(UTF_8).strip();
            boolean isFirst = name.isEmpty();
            name = isFirst ? text : name;
            send(client, out, here() + (isFirst ? " welcomes " : " heard: ") + text);
          }
          decoder.makeRoom(in);
        } while (client.recv(in) != IoStatus.END_OF_STREAM);
        say(client.peerEndpoint() + ", " + name + ", has gone");
      } catch (FrameException e) {
        say(client.peerEndpoint() + ", " + name + ": " + e.getMessage());
      }
    }
  }
}
