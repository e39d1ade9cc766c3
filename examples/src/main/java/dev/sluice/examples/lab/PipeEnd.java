package dev.sluice.examples.lab;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.Pollable;
import dev.sluice.event.Pipe;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;

/** One end of a pipe, of Linux or of NIO. What is written is there when the call returns. */
abstract class PipeEnd extends End {
  /** Both ends. */
  record Pair(PipeEnd reader, PipeEnd writer) {}

  static Pair openLinux() throws IOException {
    Pipe pipe = Pipe.open();
    return new Pair(new LinuxReader(pipe.reader()), new LinuxWriter(pipe.writer()));
  }

  static Pair openNio() throws IOException {
    java.nio.channels.Pipe pipe = java.nio.channels.Pipe.open();
    pipe.source().configureBlocking(false);
    pipe.sink().configureBlocking(false);
    return new Pair(new Channel(pipe.source()), new Channel(pipe.sink()));
  }

  private static final class LinuxReader extends PipeEnd {
    private final Pipe.Reader reader;

    LinuxReader(Pipe.Reader reader) {
      this.reader = reader;
    }

    @Override
    Pollable source() {
      return reader;
    }

    @Override
    int receive(IoBuffer buffer) throws IOException {
      return reader.read(buffer);
    }

    @Override
    End dup() throws IOException {
      return new LinuxReader(Pipe.Reader.adopt(reader.fd().dup()));
    }

    @Override
    public void close() {
      reader.close();
    }
  }

  private static final class LinuxWriter extends PipeEnd {
    private final Pipe.Writer writer;

    LinuxWriter(Pipe.Writer writer) {
      this.writer = writer;
    }

    @Override
    Pollable source() {
      return writer;
    }

    @Override
    int send(IoBuffer buffer) throws IOException {
      return writer.write(buffer);
    }

    @Override
    End dup() throws IOException {
      return new LinuxWriter(Pipe.Writer.adopt(writer.fd().dup()));
    }

    @Override
    public void close() {
      writer.close();
    }
  }

  /** Either end under NIO. */
  private static final class Channel extends PipeEnd implements Pollable {
    private final SelectableChannel channel;

    Channel(SelectableChannel channel) {
      this.channel = channel;
    }

    @Override
    Pollable source() {
      return this;
    }

    @Override
    public Fd fd() {
      throw new UnsupportedOperationException("NIO does not show its descriptors");
    }

    @Override
    public SelectableChannel channel() {
      return channel;
    }

    @Override
    int receive(IoBuffer buffer) throws IOException {
      int received = ((ReadableByteChannel) channel).read(buffer.writableMemory().asByteBuffer());
      if (received > 0) {
        buffer.filled(received);
        return received;
      }
      return received == 0 ? IoStatus.WOULD_BLOCK : IoStatus.END_OF_STREAM;
    }

    @Override
    int send(IoBuffer buffer) throws IOException {
      int sent;
      try {
        sent = ((WritableByteChannel) channel).write(buffer.readableMemory().asByteBuffer());
      } catch (IOException e) {
        // NIO has the words of strerror(3) and not the number.
        throw Errno.EPIPE.description().equals(e.getMessage())
            ? new ErrnoException("write(" + this + ")", Errno.EPIPE)
            : e;
      }
      buffer.skip(sent);
      return sent == 0 ? IoStatus.WOULD_BLOCK : sent;
    }

    @Override
    End dup() {
      throw new UnsupportedOperationException("NIO channels cannot be duplicated");
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }

    @Override
    public String toString() {
      return channel.getClass().getSimpleName();
    }
  }
}
