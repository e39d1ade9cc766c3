package dev.sluice.examples;

import dev.sluice.IoBuffer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A file that others write, rotate, truncate, delete and make again, and readers that each have a
 * place in it. Not thread-safe.
 *
 * <p>What a reader has not read stays in the file: nothing is kept for it but its place. A file
 * that was replaced is open until its last reader has come to its end.
 */
final class FollowedFile implements AutoCloseable {
  private static final int CHUNK_BYTES = 64 * 1024;

  /** So far back a reader may begin. */
  private static final int MAX_BACK_BYTES = 1 << 20;

  private final Path path;
  private final Consumer<String> notices;
  private Generation current = new Generation(null, null, 0);
  private boolean gone = true;

  /** One file that has had this name. */
  private static final class Generation {
    final @Nullable FileChannel channel;
    final @Nullable Object key;
    final int number;
    @Nullable Generation next;
    long seenBytes;
    int readers;

    Generation(@Nullable FileChannel channel, @Nullable Object key, int number) {
      this.channel = channel;
      this.key = key;
      this.number = number;
    }

    long size() throws IOException {
      return channel == null ? 0 : channel.size();
    }

    void closeIfUnused() throws IOException {
      if (channel != null && next != null && readers == 0) {
        channel.close();
      }
    }
  }

  FollowedFile(Path path, Consumer<String> notices) {
    this.path = path;
    this.notices = notices;
  }

  /** Looks what has become of the name: whatever has happened, this finds out. */
  void look() throws IOException {
    Object key = key();
    if (key == null) {
      if (!gone) {
        gone = true;
        notices.accept(path + " is gone: waiting for another");
      }
    } else if (key.equals(current.key)) {
      gone = false;
    } else {
      follow(key);
    }
    long size = current.size();
    if (size < current.seenBytes) {
      notices.accept(path + " was truncated");
    }
    current.seenBytes = size;
  }

  private @Nullable Object key() throws IOException {
    try {
      BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
      return file.isRegularFile() ? file.fileKey() : null;
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /** As long as the former file is open its number is not given to another. */
  private void follow(Object key) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
    } catch (NoSuchFileException e) {
      return; // gone again: there will be another event
    }
    if (!key.equals(key())) {
      channel.close(); // replaced meanwhile: there is another event
      return;
    }
    Generation former = current;
    current = new Generation(channel, key, former.number + 1);
    former.next = current;
    former.closeIfUnused();
    gone = false;
    notices.accept("following " + path);
  }

  /** Makes a reader that begins with the last lines, if they are not further than 1 MiB back. */
  Reader newReader(int lines) throws IOException {
    return new Reader(current, behind(lines));
  }

  private long behind(int lines) throws IOException {
    FileChannel channel = current.channel;
    if (channel == null) {
      return 0;
    }
    long size = channel.size();
    ByteBuffer tail = ByteBuffer.allocate((int) Math.min(size, MAX_BACK_BYTES));
    long begin = size - tail.capacity();
    boolean more = true;
    while (more && tail.hasRemaining()) {
      more = channel.read(tail, begin + tail.position()) > 0;
    }
    int found = 0;
    int end = tail.position();
    for (int i = end - 1; i >= 0; i--) {
      if (tail.get(i) == '\n' && found++ == lines) {
        return begin + i + 1;
      }
    }
    return begin;
  }

  /** A place in the file. */
  final class Reader implements AutoCloseable {
    private Generation file;
    private long position;

    private Reader(Generation file, long position) {
      this.file = file;
      this.position = position;
      file.readers++;
    }

    /** Returns how many times the file was replaced since the one that this reads. */
    int filesBehind() {
      return current.number - file.number;
    }

    /**
     * Reads whole lines, or a part of one that is longer than 64 KiB; the last one of a file that
     * was replaced is ended.
     *
     * @param buffer is empty, and has room for 64 KiB and a byte
     * @return whether there is something in the buffer now
     */
    boolean read(IoBuffer buffer) throws IOException {
      for (; ; ) {
        int bytes = chunk(buffer);
        if (bytes > 0) {
          return true;
        }
        Generation next = file.next;
        if (next == null) {
          return false;
        }
        moveTo(next);
      }
    }

    private int chunk(IoBuffer buffer) throws IOException {
      FileChannel channel = file.channel;
      if (channel == null) {
        return 0;
      }
      if (channel.size() < position) {
        position = 0;
      }
      ByteBuffer view = buffer.clear().writableView().limit(CHUNK_BYTES);
      int read = Math.max(0, channel.read(view, position));
      int whole = read;
      while (whole > 0 && view.get(whole - 1) != '\n') {
        whole--;
      }
      if (whole == 0 && (read == CHUNK_BYTES || file.next != null)) {
        whole = read;
      }
      buffer.filled(whole);
      position += whole;
      if (whole > 0 && whole < CHUNK_BYTES && view.get(whole - 1) != '\n') {
        buffer.put('\n');
      }
      return whole;
    }

    private void moveTo(Generation next) throws IOException {
      close();
      file = next;
      position = 0;
      file.readers++;
    }

    @Override
    public void close() throws IOException {
      file.readers--;
      file.closeIfUnused();
    }
  }

  /** Closes the file; readers are to be closed before. */
  @Override
  public void close() throws IOException {
    if (current.channel != null) {
      current.channel.close();
    }
  }
}
