package dev.sluice.examples.files;

import dev.sluice.ErrnoException;
import dev.sluice.frame.FrameException;
import dev.sluice.net.StreamSocket;
import dev.sluice.server.BlockingHandler;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What the server does with a client, from the handshake to the end, in a thread that may block.
 */
final class Session implements BlockingHandler {
  private static final long HANDSHAKE_MILLIS = TimeUnit.SECONDS.toMillis(10);

  /** For each message, and each 256 KiB of a file. */
  private static final long PATIENCE_MILLIS = TimeUnit.SECONDS.toMillis(60);

  private static final int ENTRIES = 20;

  private final Store store;
  private final byte[] secret;
  private final Consumer<String> log;

  Session(Store store, byte[] secret, Consumer<String> log) {
    this.store = store;
    this.secret = secret;
    this.log = log;
  }

  @Override
  public void handle(StreamSocket connection) throws IOException {
    String client = connection.peerEndpoint().toString();
    try (Wire wire = new Wire(connection)) {
      converse(connection, wire, client);
    } catch (Refusal e) {
      log.accept(client + " was refused: " + e.getMessage());
    } catch (EOFException e) {
      log.accept(client + " has gone in the middle: what came is kept");
    } catch (SocketTimeoutException e) {
      log.accept(client + " is too slow");
    } catch (ErrnoException e) {
      log.accept(client + " is lost: " + e.errno());
    }
  }

  private void converse(StreamSocket connection, Wire wire, String client) throws IOException {
    try {
      connection.setTimeout(HANDSHAKE_MILLIS);
      Handshake.asServer(wire, secret);
      connection.setTimeout(PATIENCE_MILLIS);
      for (List<String> asked = wire.receive(); !asked.isEmpty(); asked = wire.receive()) {
        answer(wire, client, asked);
      }
    } catch (Refusal e) {
      wire.refuse(String.valueOf(e.getMessage()));
      throw e;
    } catch (FrameException e) {
      wire.refuse("a message has at most " + Wire.MAX_MESSAGE_BYTES + " bytes");
      throw new Refusal("not a message of " + Handshake.PROTOCOL);
    }
  }

  private void answer(Wire wire, String client, List<String> asked) throws IOException {
    String name = asked.size() > 1 ? asked.get(1) : "";
    switch (asked.get(0) + " " + asked.size()) {
      case "list 2" -> list(wire, name);
      case "get 4" -> get(wire, name, asked.get(2), asked.get(3));
      case "put 3" -> put(wire, name, asked.get(2));
      default -> throw new Refusal("list, get and put with their fields are understood");
    }
    log.accept((client + " " + asked.get(0) + " " + name).stripTrailing());
  }

  private void list(Wire wire, String directory) throws IOException {
    List<String> fields = new ArrayList<>(List.of("entries"));
    for (Store.Entry entry : store.list(directory)) {
      fields.add(Long.toString(entry.bytes()));
      fields.add(entry.name());
      if (fields.size() > 2 * ENTRIES) {
        wire.send(fields.toArray(String[]::new));
        fields = new ArrayList<>(List.of("entries"));
      }
    }
    if (fields.size() > 1) {
      wire.send(fields.toArray(String[]::new));
    }
    wire.send("entries");
  }

  private void get(Wire wire, String name, String have, String haveSum) throws IOException {
    try (Outgoing file = store.get(name)) {
      long kept = Wire.number(have, Long.MAX_VALUE);
      Sha256 sum = file.sum(kept <= file.bytes() ? kept : 0);
      long from = kept;
      if (kept > file.bytes() || !sum.sum().equals(haveSum)) {
        from = 0;
        sum = new Sha256();
      }
      wire.send("file", Long.toString(file.bytes()), Long.toString(from));
      if (!wire.sendBytes(file, from, sum, _ -> {})) {
        throw new EOFException("the client has gone, or speaks in between");
      }
    }
  }

  private void put(Wire wire, String name, String bytes) throws IOException {
    long length = Wire.number(bytes, Long.MAX_VALUE);
    try (Incoming file = store.put(name)) {
      file.expect(length);
      wire.send("have", Long.toString(file.kept()), file.keptSum().sum());
      long from = Wire.number(wire.expect("data", 1).get(1), Math.min(file.kept(), length));
      if (from != 0 && from != file.kept()) {
        throw new Refusal("a transfer goes on at " + file.kept() + " or begins with 0");
      }
      wire.receiveBytes(file, from, _ -> {});
    }
    wire.send("done");
  }
}
