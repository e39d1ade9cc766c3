package dev.sluice.examples.files;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.fuzz.FuzzedServer;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Conversations with a file server. The first byte of an input says whether they begin with the
 * handshake, and whether the rest is sent as it is, or cut at bytes 0xFE into messages, of which
 * those that begin with 0xFD are sent without the length in front, as the bytes of a file are.
 *
 * <p>What must hold: a conversation ends; nothing outside the directory is shown or changed, nor
 * anything in it without the handshake; and nothing but files whose checksum was right has a name
 * that can be asked for.
 */
public final class FilesFuzz {
  private static final byte CUT = (byte) 0xFE;
  private static final byte RAW = (byte) 0xFD;
  private static final byte[] SECRET = "only for this fuzzer".getBytes(ISO_8859_1);

  /**
   * What is outside. An input cannot know it, and so nothing that is told back to its sender has it
   * by chance; it is looked for by a pattern, since the fuzzer learns what strings are compared to.
   */
  private static final String OUTSIDE = UUID.randomUUID().toString();

  private static final Pattern SHOWN = Pattern.compile(OUTSIDE, Pattern.LITERAL);
  private static final Path ROOT = makeDirectories();
  private static final FuzzedServer SERVER = FuzzedServer.ofBlocking("files", session());

  private FilesFuzz() {}

  private static Path makeDirectories() {
    try {
      Path top = Files.createTempDirectory("sluice-fuzz").toRealPath();
      Path root = Files.createDirectory(top.resolve("root"));
      Files.writeString(top.resolve("outside"), OUTSIDE);
      Files.writeString(root.resolve("file"), "0123456789");
      Files.createSymbolicLink(root.resolve("link"), Path.of("../outside"));
      Files.createSymbolicLink(root.resolve("up"), Path.of(".."));
      Files.createDirectory(root.resolve("sub"));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteAll(top)));
      return root;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Session session() {
    try {
      return new Session(Store.open(ROOT), SECRET, _ -> {});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void deleteAll(Path top) {
    try (Stream<Path> all = Files.walk(top)) {
      for (Path each : all.toList().reversed()) {
        Files.delete(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tries one input, for Jazzer and for the corpus. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < 1) {
      return;
    }
    boolean isKnown = (input[0] & 1) != 0;
    boolean isCut = (input[0] & 2) != 0;
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    try (StreamSocket client = SERVER.connect();
        Wire wire = new Wire(client)) {
      if (isKnown) {
        Handshake.asClient(wire, SECRET);
      }
      send(client, rest, isCut);
      String shown = receiveAll(client);
      if (SHOWN.matcher(shown).find()) {
        throw new AssertionError("shows what is outside: " + shown);
      }
      checkAndClear(isKnown);
    } catch (IOException e) {
      throw new AssertionError("the conversation does not end in order", e);
    }
  }

  /** Who speaks while a file is sent breaks the rules, and is reset. */
  private static String receiveAll(StreamSocket client) throws IOException {
    try {
      return new String(SERVER.receiveAll(client), ISO_8859_1);
    } catch (ErrnoException e) {
      if (e.errno().equals(Errno.ECONNRESET)) {
        return "";
      }
      throw e;
    }
  }

  private static void send(StreamSocket client, byte[] bytes, boolean isCut) {
    int from = 0;
    while (from < bytes.length) {
      int to = from;
      while (isCut && to < bytes.length && bytes[to] != CUT) {
        to++;
      }
      byte[] part = Arrays.copyOfRange(bytes, from, isCut ? to : bytes.length);
      if (isCut && part.length > 0 && part[0] == RAW) {
        part = Arrays.copyOfRange(part, 1, part.length);
      } else if (isCut) {
        part = ByteBuffer.allocate(4 + part.length).putInt(part.length).put(part).array();
      }
      FuzzedServer.send(client, part, 1 + part.length);
      from = isCut ? to + 1 : bytes.length;
    }
  }

  /** What was there is as it was; what is new is deleted, for the next one. */
  private static void checkAndClear(boolean mayPut) throws IOException {
    Path outside = ROOT.resolveSibling("outside");
    TreeSet<String> top = new TreeSet<>(names(ROOT.getParent()));
    if (!top.equals(new TreeSet<>(List.of("outside", "root")))
        || !Files.readString(outside).equals(OUTSIDE)) {
      throw new AssertionError("something outside was changed: " + top);
    }
    if (!Files.isSymbolicLink(ROOT.resolve("link")) || !Files.isSymbolicLink(ROOT.resolve("up"))) {
      throw new AssertionError("a link was replaced");
    }
    for (String name : names(ROOT)) {
      if (!List.of("file", "link", "sub", "up").contains(name)) {
        if (!mayPut) {
          throw new AssertionError(name + " was put by who has not shown the secret");
        }
        clear(ROOT.resolve(name));
      }
    }
    for (String name : names(ROOT.resolve("sub"))) {
      clear(ROOT.resolve("sub").resolve(name));
    }
  }

  private static void clear(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      deleteAll(path);
    } else {
      Files.delete(path);
    }
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.map(path -> path.getFileName().toString()).toList();
    }
  }
}
