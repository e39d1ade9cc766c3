package dev.sluice.examples;

import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.Pollable;
import dev.sluice.event.Interest;
import dev.sluice.event.PollSet;
import dev.sluice.event.ReadyEvents;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.IdentityHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Relays standard input to a peer and the peer's words to standard output, in one thread: {@code
 * poll(2)} takes any descriptor, files included, which epoll does not.
 *
 * <p>Neither side is read while what it said before has not been passed on, so that memory is
 * bounded and whoever is faster waits.
 */
final class NcRelay implements AutoCloseable {
  private static final int STDIN = 0;
  private static final int PEER = 1;
  private static final int BUFFER_BYTES = 64 * 1024;

  private final long silenceNanos;
  private final long lingerNanos;
  private final boolean halfCloses;
  private final boolean keeps;
  private final Consumer<String> log;

  private final PollSet set = PollSet.open();
  private final IdentityHashMap<Pollable, Interest> watched = new IdentityHashMap<>();
  private final Fd stdin = Fd.adopt(STDIN);
  private final FileChannel input = new FileInputStream(FileDescriptor.in).getChannel();
  private final FileChannel output = new FileOutputStream(FileDescriptor.out).getChannel();

  private boolean inputOpen = true;
  private long inputEnd;
  private boolean peerOpen;
  private long sent;
  private long received;

  /**
   * Makes one for one peer after the other.
   *
   * @param silenceSeconds a conversation in which nobody says anything for so long ends; 0 for
   *     never
   * @param lingerSeconds it ends so long after the input; negative for never
   * @param halfCloses whether the peer learns of the end of the input
   * @param keeps whether others come after a peer
   * @param log is told what happens
   */
  NcRelay(
      int silenceSeconds,
      int lingerSeconds,
      boolean halfCloses,
      boolean keeps,
      Consumer<String> log)
      throws IOException {
    this.silenceNanos =
        silenceSeconds == 0 ? PollSet.FOREVER : TimeUnit.SECONDS.toNanos(silenceSeconds);
    this.lingerNanos = TimeUnit.SECONDS.toNanos(lingerSeconds);
    this.halfCloses = halfCloses;
    this.keeps = keeps;
    this.log = log;
  }

  /** Talks with a peer until both have said everything. */
  void run(NcPeer peer) throws IOException {
    peer.socket().setBlocking(false);
    peerOpen = true;
    sent = 0;
    received = 0;
    try (ReadyEvents events = ReadyEvents.allocate(2);
        IoBuffer toPeer = IoBuffer.allocate(peer.sendBytes());
        IoBuffer fromPeer = IoBuffer.allocate(BUFFER_BYTES)) {
      talk(peer, events, toPeer, fromPeer);
    } finally {
      watch(peer.socket(), PEER, null);
      log.accept("sent " + sent + " bytes, received " + received);
    }
  }

  private void talk(NcPeer peer, ReadyEvents events, IoBuffer toPeer, IoBuffer fromPeer)
      throws IOException {
    if (!inputOpen) { // it ended in an earlier conversation
      ended(peer);
    }
    while (peerOpen || !toPeer.isEmpty() || wantsInput(peer)) {
      watch(stdin, STDIN, toPeer.isEmpty() && wantsInput(peer) ? Interest.READ : null);
      watch(peer.socket(), PEER, interest(toPeer));
      if (set.await(events, timeoutNanos()) == 0) {
        log.accept("nothing was said any more");
        return;
      }
      for (int i = 0; i < events.count(); i++) {
        if (events.token(i) == STDIN) {
          readInput(peer, toPeer.clear());
        } else if (peerOpen && events.isReadable(i)) {
          hear(peer, fromPeer.clear());
        }
      }
      if (!toPeer.isEmpty()) { // perhaps there is room, and if not, poll tells when
        sent += Math.max(0, peer.send(toPeer));
      }
    }
  }

  private long timeoutNanos() {
    if (inputOpen || lingerNanos < 0) {
      return silenceNanos;
    }
    long left = Math.max(0, inputEnd + lingerNanos - System.nanoTime());
    return silenceNanos < 0 ? left : Math.min(silenceNanos, left);
  }

  /**
   * To a peer who has said everything, a file is still sent to its end. A person at a terminal has
   * nothing more to say to him, and with -k the input is for the next.
   */
  private boolean wantsInput(NcPeer peer) throws IOException {
    return inputOpen && peer.isAnswerable() && (peerOpen || !(keeps || isTerminal()));
  }

  /** {@link System#console} would ask for a terminal as output too. */
  private static boolean isTerminal() throws IOException {
    Path input = Files.readSymbolicLink(Path.of("/proc/self/fd/0"));
    return input.startsWith("/dev/pts") || input.toString().startsWith("/dev/tty");
  }

  private @Nullable Interest interest(IoBuffer toPeer) {
    if (toPeer.isEmpty()) {
      return peerOpen ? Interest.READ : null;
    }
    return peerOpen ? Interest.READ_WRITE : Interest.WRITE;
  }

  private void watch(Pollable source, long token, @Nullable Interest wanted) throws ErrnoException {
    Interest now = wanted == null ? watched.remove(source) : watched.put(source, wanted);
    if (wanted == now) {
      return;
    }
    if (wanted == null) {
      set.delete(source);
    } else if (now == null) {
      set.add(source, wanted, token);
    } else {
      set.modify(source, wanted, token);
    }
  }

  private void readInput(NcPeer peer, IoBuffer toPeer) throws IOException {
    int bytes = input.read(toPeer.writableView());
    if (bytes >= 0) {
      toPeer.filled(bytes);
    } else {
      inputOpen = false;
      inputEnd = System.nanoTime();
      ended(peer);
    }
  }

  private void ended(NcPeer peer) throws IOException {
    if (halfCloses) {
      peer.endOutput();
    }
  }

  private void hear(NcPeer peer, IoBuffer fromPeer) throws IOException {
    int bytes = peer.recv(fromPeer);
    if (bytes == IoStatus.END_OF_STREAM) {
      peerOpen = false;
    } else if (bytes > 0) {
      received += bytes;
      ByteBuffer words = fromPeer.readableView();
      while (words.hasRemaining()) {
        output.write(words);
      }
    }
  }

  /** Ends a conversation from another thread. */
  void stop() {
    set.close();
  }

  @Override
  public void close() {
    set.close();
    stdin.release(); // it is the JVM's
  }
}
