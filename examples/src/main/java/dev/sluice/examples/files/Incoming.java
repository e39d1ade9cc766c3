package dev.sluice.examples.files;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A file that is being received: as {@code NAME.sluice-part}, until it is whole and right. Its
 * life: {@link #open} → {@link #expect} → {@link #begin} → {@link #write} → {@link #check}, which
 * gives it its name → {@link #close}, which keeps the part of one that broke off.
 */
final class Incoming implements AutoCloseable {
  static final String SUFFIX = ".sluice-part";

  /** Two that write the same file would mix it. */
  private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

  private final Path target;
  private final Path part;
  private final FileChannel channel;
  private final long kept;
  private Sha256 sum = new Sha256();
  private long bytes;
  private boolean done;

  private Incoming(Path target, Path part, FileChannel channel) throws IOException {
    this.target = target;
    this.part = part;
    this.channel = channel;
    this.kept = channel.size();
  }

  /**
   * Opens what is kept of a file, or begins with nothing.
   *
   * @param target absolute; its directory exists
   */
  static Incoming open(Path target) throws IOException {
    if (Files.exists(target) && !Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)) {
      throw new Refusal(target.getFileName() + " is there, and no regular file");
    }
    if (!OPEN.add(target)) {
      throw new Refusal(target.getFileName() + " is being received already");
    }
    Path part = target.resolveSibling(target.getFileName() + SUFFIX);
    try {
      FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              LinkOption.NOFOLLOW_LINKS);
      try {
        if (channel.tryLock() == null || !Files.exists(part)) {
          throw new Refusal(target.getFileName() + " is being received already");
        }
        return new Incoming(target, part, channel);
      } catch (IOException | RuntimeException | Error e) {
        channel.close();
        throw e;
      }
    } catch (Refusal e) {
      OPEN.remove(target);
      throw e;
    } catch (IOException e) {
      OPEN.remove(target);
      throw new Refusal("cannot write " + part.getFileName() + ": " + reason(e));
    }
  }

  /** Returns what a file system says, without the path that it may begin with. */
  private static String reason(IOException e) {
    if (e instanceof java.nio.file.FileSystemException failed && failed.getReason() != null) {
      return failed.getReason();
    }
    return e instanceof java.nio.file.AccessDeniedException
        ? "Permission denied"
        : String.valueOf(e.getMessage());
  }

  /** Returns how many bytes are kept of an earlier attempt. */
  long kept() {
    return kept;
  }

  /** Returns the checksum of these. */
  Sha256 keptSum() throws IOException {
    return Sha256.of(channel, kept);
  }

  /** Says how long the file will be, and refuses it where there is no room. */
  void expect(long length) throws IOException {
    bytes = length;
    long free = Files.getFileStore(part).getUsableSpace();
    if (length - kept > free) {
      discard();
      throw new Refusal("no room: " + length + " bytes, and " + free + " are free");
    }
  }

  long bytes() {
    return bytes;
  }

  /** Begins to write, behind what is kept or with nothing. */
  void begin(long from) throws IOException {
    channel.truncate(from).position(from);
    sum = Sha256.of(channel, from);
  }

  void write(ByteBuffer more) throws IOException {
    sum.update(more.duplicate());
    try {
      while (more.hasRemaining()) {
        channel.write(more);
      }
    } catch (IOException e) {
      discard();
      throw new Refusal("cannot write " + target.getFileName() + ": " + reason(e));
    }
  }

  /** Gives the file its name, if the checksum is right; else nothing is kept. */
  void check(String expected) throws IOException {
    if (!sum.sum().equals(expected)) {
      discard();
      throw new Refusal("the checksum differs: nothing was kept");
    }
    try {
      channel.force(true); // before the name: a crash must not leave an empty file under it
      Files.move(part, target, ATOMIC_MOVE);
    } catch (IOException e) {
      discard();
      throw new Refusal("cannot write " + target.getFileName() + ": " + reason(e));
    }
    done = true;
  }

  String sum() {
    return sum.sum();
  }

  /** Keeps nothing. */
  void discard() throws IOException {
    done = true;
    Files.deleteIfExists(part);
  }

  /** Keeps what has come, if anything. */
  @Override
  public void close() throws IOException {
    try {
      if (!done && channel.size() == 0) {
        discard();
      }
      channel.close();
    } finally {
      OPEN.remove(target);
    }
  }
}
