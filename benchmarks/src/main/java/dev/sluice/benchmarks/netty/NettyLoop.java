package dev.sluice.benchmarks.netty;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoop;
import io.netty.channel.ManualIoEventLoop;
import java.util.concurrent.TimeUnit;

/**
 * An event loop of Netty that belongs to the first thread which uses it, and turns when that thread
 * says so: what Netty is for a program, without a switch of threads that others do not have.
 */
public final class NettyLoop implements AutoCloseable {
  private final ManualIoEventLoop loop;
  private boolean isOwned;

  /** Makes one that nobody owns. */
  public NettyLoop(NettyTransport transport) {
    loop = new ManualIoEventLoop(null, transport.handlers());
  }

  /** Returns Netty's own, which belongs to this thread from now on. */
  public EventLoop own() {
    if (!isOwned) {
      loop.setOwningThread(Thread.currentThread());
      isOwned = true;
    }
    return loop;
  }

  /** Begins to watch a channel. */
  public void add(Channel channel, ChannelHandler handler) {
    channel.pipeline().addLast(handler);
    await(own().register(channel));
  }

  /**
   * Turns until something is done.
   *
   * @throws IllegalStateException if it fails
   */
  public void await(ChannelFuture future) {
    while (!future.isDone()) {
      turn();
    }
    if (!future.isSuccess()) {
      throw new IllegalStateException(future.cause());
    }
  }

  /** Handles what is ready, and returns. */
  public void turn() {
    loop.runNow();
  }

  /** Handles what is ready, for which it waits. */
  public void turn(long waitNanos) {
    loop.run(waitNanos);
  }

  @Override
  public void close() {
    var _ = own().shutdownGracefully(0, 0, TimeUnit.NANOSECONDS);
    while (!loop.isTerminated()) {
      loop.runNow();
    }
  }
}
