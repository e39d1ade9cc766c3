package dev.sluice.benchmarks.raw;

import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.benchmarks.CallBenchmark;
import dev.sluice.benchmarks.NioContender;
import dev.sluice.benchmarks.SluiceContender;
import dev.sluice.sys.SocketSys;
import dev.sluice.sys.UnistdSys;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What does one receive cost when nothing has arrived?
 *
 * <p>One operation is one {@code recv} of up to 4096 bytes on a non-blocking TCP connection that is
 * empty, and the answer {@code EAGAIN} in the words of each layer; in nanoseconds. It is the least
 * a system call on a socket can do, so what a layer adds shows best. Not measured: copying data,
 * and waiting for it. {@code ./sluice bench RecvWouldBlock}
 */
public class RecvWouldBlockBenchmark extends CallBenchmark {
  /** {@code recv(2)} by the raw layer, and {@code -EAGAIN}. */
  public static class Raw extends SluiceContender {
    private static final int EAGAIN = 11;

    private Arena arena;
    private MemorySegment buffer;
    private int fd;

    @Override
    protected void open() throws IOException {
      super.open();
      fd = connection().fd().release();
      arena = Arena.ofConfined();
      buffer = arena.allocate(BUFFER_BYTES, Long.BYTES);
    }

    @Override
    public long call() {
      return SocketSys.recv(fd, buffer, BUFFER_BYTES, 0);
    }

    @Override
    public long expected() {
      return -EAGAIN;
    }

    @Override
    protected void close() throws IOException {
      UnistdSys.close(fd);
      arena.close();
      super.close();
    }
  }

  /** {@code StreamSocket.recv}, and {@code WOULD_BLOCK}. */
  public static class Typed extends SluiceContender {
    private IoBuffer buffer;

    @Override
    protected void open() throws IOException {
      super.open();
      buffer = IoBuffer.allocate(BUFFER_BYTES);
    }

    @Override
    public long call() throws IOException {
      return connection().recv(buffer);
    }

    @Override
    public long expected() {
      return IoStatus.WOULD_BLOCK;
    }

    @Override
    protected void close() throws IOException {
      buffer.close();
      super.close();
    }
  }

  /** {@code SocketChannel.read} into direct memory, and 0. */
  public static class Nio extends NioContender {
    private ByteBuffer buffer;

    @Override
    protected void open() throws IOException {
      super.open();
      buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    }

    @Override
    public long call() throws IOException {
      return connection().read(buffer);
    }

    @Override
    public long expected() {
      return 0;
    }
  }

  /** What Netty's channels call, by JNI, and 0. */
  public static class Netty extends SluiceContender {
    private Socket socket;
    private ByteBuf buffer;

    @Override
    protected void open() throws IOException {
      super.open();
      Epoll.ensureAvailability();
      socket = new Socket(connection().fd().release());
      buffer = PooledByteBufAllocator.DEFAULT.directBuffer(BUFFER_BYTES);
    }

    @Override
    public long call() throws IOException {
      return socket.recvAddress(buffer.memoryAddress(), 0, BUFFER_BYTES);
    }

    @Override
    public long expected() {
      return 0;
    }

    @Override
    protected void close() throws IOException {
      socket.close();
      buffer.release();
      super.close();
    }
  }

  /** The raw layer. */
  @Benchmark
  public long raw(Raw contender) {
    return contender.call();
  }

  /** The typed layer. */
  @Benchmark
  public long typed(Typed contender) throws IOException {
    return contender.call();
  }

  /** java.nio. */
  @Benchmark
  public long nio(Nio contender) throws IOException {
    return contender.call();
  }

  /** What Netty calls, by JNI. */
  @Benchmark
  public long netty(Netty contender) throws IOException {
    return contender.call();
  }
}
