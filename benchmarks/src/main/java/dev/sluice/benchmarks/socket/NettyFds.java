package dev.sluice.benchmarks.socket;

import dev.sluice.Fd;
import dev.sluice.benchmarks.Contender;
import dev.sluice.benchmarks.Patience;
import dev.sluice.benchmarks.netty.NettyLoop;
import dev.sluice.benchmarks.netty.NettyTransport;
import dev.sluice.event.EventFd;
import dev.sluice.net.SocketPair;
import dev.sluice.net.StreamSocket;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.unix.DomainSocketReadMode;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** One descriptor with each message, sent, received and closed by Netty over JNI. */
abstract class NettyFds extends Contender {
  private final Patience patience = new Patience();
  private NettyLoop loop;
  private EpollDomainSocketChannel sender;
  private EpollDomainSocketChannel receiver;
  private EventFd counter;
  private FileDescriptor passed;
  private @Nullable FileDescriptor received;

  /** Takes what comes. */
  private final class Inbox extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      received = (FileDescriptor) message;
    }
  }

  @Override
  protected final void open() throws IOException {
    loop = new NettyLoop(NettyTransport.EPOLL);
    try (SocketPair<StreamSocket> ends = SocketPair.stream()) {
      sender = new EpollDomainSocketChannel(ends.first().fd().release());
      receiver = new EpollDomainSocketChannel(ends.second().fd().release());
    }
    receiver.config().setReadMode(DomainSocketReadMode.FILE_DESCRIPTORS);
    loop.add(sender, new ChannelInboundHandlerAdapter());
    loop.add(receiver, new Inbox());
    counter = EventFd.open(0, EventFd.Kind.COUNTER);
    passed = new FileDescriptor(counter.fd().enter());
  }

  @Override
  public final long call() throws IOException {
    pass().close();
    return 1;
  }

  private FileDescriptor pass() {
    received = null;
    var _ = sender.writeAndFlush(passed, sender.voidPromise());
    patience.reset();
    while (received == null) {
      loop.turn();
      if (received == null && patience.isOver()) {
        throw disqualified("the descriptor did not come");
      }
    }
    return received;
  }

  @Override
  public final long expected() {
    return 1;
  }

  /** Adds to the counter under its new number, and finds it under the old one. */
  @Override
  protected final boolean isIntact() {
    try (EventFd duplicate = EventFd.adopt(Fd.adopt(pass().intValue()))) {
      duplicate.add(7);
      return counter.take() == 7;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected final void close() {
    loop.await(sender.close());
    loop.await(receiver.close());
    loop.close();
    counter.fd().exit();
    counter.close();
  }
}
