package dev.sluice.examples.files;

import dev.sluice.Endpoint;
import dev.sluice.examples.Address;
import dev.sluice.examples.Failure;
import dev.sluice.frame.FrameException;
import dev.sluice.net.Connector;
import dev.sluice.net.StreamSocket;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import picocli.CommandLine.Mixin;

/** The client's side of a conversation. */
final class Client {
  private static final long CONNECT_MILLIS = TimeUnit.SECONDS.toMillis(10);
  private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(60);

  @Mixin private final Address address = new Address();
  @Mixin private final Secret secret = new Secret();

  /** What is done after the handshake. */
  @FunctionalInterface
  interface Talk {
    void accept(Wire wire) throws IOException;
  }

  /** Connects, shows that it knows the secret, talks, and closes. */
  void talk(Talk talk) throws IOException {
    Endpoint server = address.endpoint();
    byte[] known = secret.read();
    try (Wire wire = new Wire(connect(server))) {
      Handshake.asClient(wire, known);
      talk.accept(wire);
    } catch (EOFException e) {
      throw new Failure("the connection has ended in the middle: the same command goes on there");
    } catch (FrameException e) {
      throw new Failure(server + " is no server of " + Handshake.PROTOCOL);
    }
  }

  private static StreamSocket connect(Endpoint server) throws IOException {
    try {
      StreamSocket socket = Connector.withTimeout(CONNECT_MILLIS).createConnection(List.of(server));
      socket.setTimeout(PATIENCE_MILLIS);
      return socket;
    } catch (IOException e) {
      throw new Failure("cannot connect to " + server + ": " + e.getMessage());
    }
  }

  static void list(Wire wire, String directory, Consumer<Store.Entry> entries) throws IOException {
    wire.send("list", directory);
    for (; ; ) {
      List<String> fields = wire.receive();
      if (fields.size() % 2 == 0 || !fields.get(0).equals("entries")) {
        throw new Refusal(fields.size() == 2 ? fields.get(1) : "entries have to come here");
      }
      if (fields.size() == 1) {
        return;
      }
      for (int i = 1; i < fields.size(); i += 2) {
        long bytes = Wire.number(fields.get(i), Long.MAX_VALUE);
        entries.accept(new Store.Entry(fields.get(i + 1), bytes));
      }
    }
  }

  /** Receives a file, from where an earlier attempt has ended. */
  static Progress.Result get(Wire wire, String name, Path target) throws IOException {
    try (Incoming file = Incoming.open(target.toAbsolutePath())) {
      wire.send("get", name, Long.toString(file.kept()), file.keptSum().sum());
      List<String> answer = wire.expect("file", 2);
      file.expect(Wire.number(answer.get(1), Long.MAX_VALUE));
      long from = Wire.number(answer.get(2), Math.min(file.kept(), file.bytes()));
      if (from != 0 && from != file.kept()) {
        throw new Refusal("the server goes on at byte " + from + ", which was not asked for");
      }
      try (Progress progress = Progress.of("get " + name, from, file.bytes())) {
        wire.receiveBytes(file, from, progress::at);
      }
      return new Progress.Result(file.bytes(), from, file.sum());
    }
  }

  /** Sends a file, from where an earlier attempt has ended. */
  static Progress.Result put(Wire wire, Path source, String name) throws IOException {
    try (Outgoing file = Outgoing.open(source)) {
      wire.send("put", name, Long.toString(file.bytes()));
      List<String> have = wire.expect("have", 2);
      long kept = Wire.number(have.get(1), Long.MAX_VALUE);
      Sha256 sum = file.sum(kept <= file.bytes() ? kept : 0);
      long from = kept;
      if (kept > file.bytes() || !sum.sum().equals(have.get(2))) {
        from = 0;
        sum = new Sha256();
      }
      wire.send("data", Long.toString(from));
      try (Progress progress = Progress.of("put " + name, from, file.bytes())) {
        boolean _ = wire.sendBytes(file, from, sum, progress::at); // who speaks in between refuses
      }
      wire.expect("done", 0);
      return new Progress.Result(file.bytes(), from, sum.sum());
    }
  }
}
