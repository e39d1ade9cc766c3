package dev.sluice.net;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.sys.UnistdSys;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Set;

/**
 * A part of a file on its way to a stream socket, and the owner of that file. Its life: {@link
 * #openFor} or {@link #of} → {@link #sendTo} until nothing is {@link #remaining} → {@link #close},
 * which closes the file.
 *
 * <p>The kernel moves the bytes, {@code sendfile(2)}, where file and socket are descriptors of
 * Linux and the file system can; otherwise they are copied.
 *
 * <p>The rule people trip over: how long it is was promised when it was made. A file that has
 * become shorter cannot keep that, and sending it fails; what is changed in the file meanwhile may
 * be sent or not.
 *
 * <p>Confined: to one thread at a time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/sendfile.2.html">sendfile(2)</a>
 */
public final class FileRegion implements AutoCloseable {
  /** The file system cannot, or the kernel has no such call. */
  private static final Set<Errno> CANNOT_SENDFILE =
      Set.of(Errno.EINVAL, Errno.ENOSYS, Errno.EOVERFLOW);

  /** A file to read from, and to close. */
  private abstract static class Source {
    /** Reads at most what the buffer has room for; 0 at the end of the file. */
    abstract int read(IoBuffer buffer, long offset) throws IOException;

    abstract void close() throws IOException;
  }

  private final Source source;
  private final long bytes;
  private long offset;
  private long remaining;
  private boolean copies;
  private boolean closed;

  private FileRegion(Source source, long offset, long bytes) {
    if (offset < 0 || bytes < 0) {
      throw new IllegalArgumentException(
          "offset and bytes are not negative: " + offset + ", " + bytes);
    }
    this.source = source;
    this.offset = offset;
    this.bytes = bytes;
    this.remaining = bytes;
    this.copies = !(source instanceof Descriptor);
  }

  /**
   * Takes over an open file.
   *
   * @param file is open for reading; closing the region closes it
   * @param offset where the region begins, in bytes
   * @param bytes how long it is
   * @throws IllegalArgumentException if a number is negative; the file stays the caller's
   */
  public static FileRegion of(Fd file, long offset, long bytes) {
    return new FileRegion(new Descriptor(file), offset, bytes);
  }

  /**
   * Takes over an open channel, whose bytes will be copied: it does not tell its descriptor.
   *
   * @param file is open for reading; closing the region closes it
   * @param offset where the region begins, in bytes
   * @param bytes how long it is
   * @throws IllegalArgumentException if a number is negative; the file stays the caller's
   */
  public static FileRegion of(FileChannel file, long offset, long bytes) {
    return new FileRegion(new Channel(file), offset, bytes);
  }

  /**
   * Opens a file in the way that suits a socket: as a descriptor for one of Linux, as a channel
   * under NIO.
   *
   * @param socket where it will be sent
   * @param file a path of the default file system
   * @param offset where the region begins, in bytes
   * @param bytes how long it is; more than the file has is found out when it is sent
   * @throws IllegalArgumentException if a number is negative
   * @throws IOException as {@link FileTransfers#open} and {@link FileChannel#open}
   */
  public static FileRegion openFor(StreamSocket socket, Path file, long offset, long bytes)
      throws IOException {
    Source opened =
        socket.channel() == null
            ? new Descriptor(FileTransfers.open(file))
            : new Channel(FileChannel.open(file));
    try {
      return new FileRegion(opened, offset, bytes);
    } catch (IllegalArgumentException e) {
      opened.close();
      throw e;
    }
  }

  /** Returns how many bytes are still to be sent. */
  public long remaining() {
    return remaining;
  }

  /**
   * Sends as much as the kernel takes in one call, and goes on behind it with the next. A blocking
   * socket waits until it can send something.
   *
   * @param socket where to
   * @param most how many bytes at most
   * @param scratch an empty buffer for what has to be copied; empty afterwards
   * @return the number of bytes, 0 only if nothing remains or {@code most} is 0; or, from a
   *     non-blocking socket, {@link IoStatus#WOULD_BLOCK}
   * @throws FileRegionException if the file has become shorter, or cannot be read
   * @throws dev.sluice.FdClosedException if the region or the socket is closed
   * @throws IOException as {@link StreamSocket#send(IoBuffer)}
   */
  public long sendTo(StreamSocket socket, long most, IoBuffer scratch) throws IOException {
    long count = Math.min(most, remaining);
    if (count <= 0) {
      return 0;
    }
    long sent = transfer(socket, count, scratch);
    if (sent > 0) {
      offset += sent;
      remaining -= sent;
    }
    return sent;
  }

  private long transfer(StreamSocket socket, long count, IoBuffer scratch) throws IOException {
    if (!copies && source instanceof Descriptor descriptor && socket.channel() == null) {
      try {
        long sent = FileTransfers.send(socket, descriptor.fd, offset, count);
        if (sent == 0) {
          throw ended();
        }
        return sent;
      } catch (ErrnoException e) {
        if (e.errno().equals(Errno.EIO)) {
          throw new FileRegionException("the file cannot be read at byte " + offset, e);
        }
        if (!CANNOT_SENDFILE.contains(e.errno())) {
          throw e;
        }
        copies = true;
      }
    }
    return copy(socket, count, scratch);
  }

  private long copy(StreamSocket socket, long count, IoBuffer scratch) throws IOException {
    int room = (int) Math.min(count, scratch.clear().writable());
    int read;
    try {
      read = source.read(scratch, offset);
    } catch (IOException e) {
      scratch.clear();
      throw new FileRegionException("the file cannot be read at byte " + offset, e);
    }
    if (read == 0) {
      throw ended();
    }
    try {
      return socket.send(scratch.clear().filled(Math.min(read, room)));
    } finally {
      scratch.clear(); // what was not sent is read again
    }
  }

  private FileRegionException ended() {
    return new FileRegionException(
        "the file ended after "
            + (bytes - remaining)
            + " of "
            + bytes
            + " bytes: it has become shorter since it was opened",
        null);
  }

  /** Closes the file; again does no harm. */
  @Override
  public void close() {
    if (!closed) {
      closed = true;
      remaining = 0;
      try {
        source.close();
      } catch (IOException e) {
        // It was only read: nothing is lost.
      }
    }
  }

  /** Returns for instance {@code FileRegion[fd 9, 500 of 1000 bytes left]}. */
  @Override
  public String toString() {
    return "FileRegion[" + source + ", " + remaining + " of " + bytes + " bytes left]";
  }

  private static final class Descriptor extends Source {
    final Fd fd;

    Descriptor(Fd fd) {
      this.fd = fd;
    }

    @Override
    int read(IoBuffer buffer, long offset) throws IOException {
      long result;
      int number = fd.enter();
      try {
        do {
          result = UnistdSys.pread(number, buffer.writableMemory(), buffer.writable(), offset);
        } while (result == Socket.EINTR);
      } finally {
        fd.exit();
      }
      if (result < 0) {
        throw ErrnoException.of("pread(" + fd + ")", result);
      }
      return (int) result;
    }

    @Override
    void close() {
      fd.close();
    }

    @Override
    public String toString() {
      return fd.toString();
    }
  }

  private static final class Channel extends Source {
    private final FileChannel channel;

    Channel(FileChannel channel) {
      this.channel = channel;
    }

    @Override
    int read(IoBuffer buffer, long offset) throws IOException {
      return Math.max(0, channel.read(buffer.writableView(), offset));
    }

    @Override
    void close() throws IOException {
      channel.close();
    }

    @Override
    public String toString() {
      return "channel";
    }
  }
}
