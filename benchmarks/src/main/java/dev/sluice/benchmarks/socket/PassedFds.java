package dev.sluice.benchmarks.socket;

import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.benchmarks.Contender;
import dev.sluice.event.EventFd;
import dev.sluice.net.AncillaryData;
import dev.sluice.net.Message;
import dev.sluice.net.MsgFlags;
import dev.sluice.net.SocketPair;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.List;

/** One byte with descriptors beside it, {@code SCM_RIGHTS}, sent, received, and closed. */
abstract class PassedFds extends Contender {
  private final EventFd[] counters;
  private final Fd[] fds;
  private SocketPair<StreamSocket> ends;
  private IoBuffer outBytes;
  private IoBuffer inBytes;
  private Message out;
  private Message in;

  PassedFds(int count) {
    counters = new EventFd[count];
    fds = new Fd[count];
  }

  @Override
  protected final void open() throws IOException {
    for (int i = 0; i < fds.length; i++) {
      counters[i] = EventFd.open(0, EventFd.Kind.COUNTER);
      fds[i] = counters[i].fd();
    }
    ends = SocketPair.stream();
    outBytes = IoBuffer.allocate(1);
    inBytes = IoBuffer.allocate(1);
    int room = AncillaryData.spaceBytes(fds.length * Integer.BYTES);
    out = Message.allocate(1, room).setBuffers(outBytes);
    in = Message.allocate(1, room).setBuffers(inBytes);
  }

  @Override
  public final long call() throws IOException {
    List<Fd> received = pass();
    for (int i = 0; i < received.size(); i++) {
      received.get(i).close();
    }
    return received.size();
  }

  private List<Fd> pass() throws IOException {
    outBytes.clear().put('x');
    inBytes.clear();
    out.ancillary().addRights(fds);
    if (ends.first().send(out, MsgFlags.NONE) != 1 || ends.second().recv(in, MsgFlags.NONE) != 1) {
      throw disqualified("the byte did not come");
    }
    List<Fd> received = in.ancillary().takeRights();
    if (received.size() != fds.length) {
      throw disqualified(received.size() + " descriptors came");
    }
    return received;
  }

  @Override
  public final long expected() {
    return fds.length;
  }

  /** Adds to each counter under its new number, and finds it under the old one. */
  @Override
  protected final boolean isIntact() {
    try {
      boolean intact = true;
      List<Fd> received = pass();
      for (int i = 0; i < fds.length; i++) {
        try (EventFd duplicate = EventFd.adopt(received.get(i))) {
          duplicate.add(i + 1L);
        }
        intact &= counters[i].take() == i + 1L;
      }
      return intact;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected final void close() {
    out.close();
    in.close();
    outBytes.close();
    inBytes.close();
    ends.close();
    for (EventFd counter : counters) {
      counter.close();
    }
  }
}
