package dev.sluice.examples.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.IoBuffer;
import dev.sluice.fuzz.FuzzedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Requests: the parser, and the server around it. The first byte of an input says how it is cut.
 *
 * <p>What must hold: the same requests, bodies and refusals, however they are cut; the same answers
 * of the server; no exception but {@link Refusal}; what is answered are answers, and a connection
 * ends when its client has ended.
 */
public final class HttpFuzz {
  private static final int PIECE_BYTES = 16 << 10;
  private static final int MAX_BODY_BYTES = 300;
  private static final FuzzedServer SERVER = FuzzedServer.of("http", handler());

  private HttpFuzz() {}

  private static HttpHandler handler() {
    try {
      Path root = Files.createTempDirectory("sluice-fuzz").toRealPath();
      Path file = Files.writeString(root.resolve("file.txt"), "0123456789");
      file.toFile().deleteOnExit();
      root.toFile().deleteOnExit();
      return new HttpHandler(
          root.toString(), TimeUnit.SECONDS.toNanos(10), PIECE_BYTES, MAX_BODY_BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tries one input, for Jazzer and for the corpus. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < 2) {
      return;
    }
    byte[] stream = new byte[input.length - 1];
    System.arraycopy(input, 1, stream, 0, stream.length);
    int pieceBytes = 1 + (input[0] & 0x7F);
    List<String> merged = outcome(stream, stream.length);
    compare(merged, outcome(stream, 1));
    compare(merged, outcome(stream, pieceBytes));
    List<Boolean> heads =
        merged.stream().filter(each -> each.startsWith("> ")).map(HttpFuzz::isHead).toList();
    compare(
        answers(stream, stream.length, heads),
        answers(stream, Math.max(pieceBytes, stream.length / 4), heads));
  }

  private static boolean isHead(String request) {
    return request.startsWith("> HEAD ");
  }

  private static void compare(List<String> merged, List<String> cut) {
    if (!merged.equals(cut)) {
      throw new AssertionError(merged + "\nand, cut,\n" + cut);
    }
  }

  private static List<String> answers(byte[] stream, int pieceBytes, List<Boolean> heads) {
    return Answers.read(new String(SERVER.converse(stream, pieceBytes), ISO_8859_1), heads);
  }

  /** What is understood: each request with its body, and how it ends. */
  private static List<String> outcome(byte[] stream, int pieceBytes) {
    List<String> outcome = new ArrayList<>();
    try (Reader reader = new Reader(outcome)) {
      for (int from = 0; from < stream.length; from += pieceBytes) {
        reader.take(stream, from, Math.min(pieceBytes, stream.length - from));
      }
      outcome.add("end");
    } catch (Refusal e) {
      outcome.add(e.status() + " " + e.why());
    }
    return outcome;
  }

  /** Reads as a connection does, without one. */
  private static final class Reader implements AutoCloseable {
    private final RequestParser parser = new RequestParser();
    private final BodyDecoder body = new BodyDecoder();
    private final StringBuilder content = new StringBuilder();
    private final List<String> outcome;
    private final IoBuffer in = IoBuffer.allocate(64 << 10);
    private boolean inBody;

    Reader(List<String> outcome) {
      this.outcome = outcome;
    }

    void take(byte[] bytes, int from, int count) throws Refusal {
      for (int at = from; at < from + count; ) {
        int part = Math.min(from + count - at, in.clear().writable());
        in.put(bytes, at, part);
        at += part;
        read();
      }
    }

    private void read() throws Refusal {
      while (!in.isEmpty()) {
        if (inBody) {
          int bytes = body.next(in);
          for (int i = 0; i < bytes; i++) {
            content.append((char) in.get());
          }
        } else if (parser.parse(in)) {
          Request request = Request.of(parser);
          TargetPath.parse(request.path());
          body.begin(request.bodyBytes(), MAX_BODY_BYTES);
          outcome.add("> " + request.method() + " " + request.path() + " " + request.keepsAlive());
          inBody = true;
        }
        if (inBody && body.isOver()) {
          outcome.add("body " + content);
          content.setLength(0);
          parser.reset();
          inBody = false;
        }
      }
    }

    @Override
    public void close() {
      in.close();
    }
  }
}
