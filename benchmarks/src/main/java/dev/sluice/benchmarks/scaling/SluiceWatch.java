package dev.sluice.benchmarks.scaling;

import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.event.Pipe;
import dev.sluice.event.ReadyEvents;
import dev.sluice.sys.FcntlSys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Pipes of Sluice, watched by one of its mechanisms. */
abstract class SluiceWatch extends Watch {
  /** Where writing ends go: the numbers below are for what select has to watch. */
  private static final int FIRST_WRITER = 1024;

  /** What {@link #take} and {@link #look} fill. */
  protected final ReadyEvents events;

  private final List<AutoCloseable> ends = new ArrayList<>();
  private final Pipe.Reader[] readers;
  private final Pipe.Writer[] writers;
  private final IoBuffer out = IoBuffer.allocate(1);
  private final IoBuffer in = IoBuffer.allocate(1);

  SluiceWatch(int registered, int ready) throws IOException {
    super(registered, ready);
    events = ReadyEvents.allocate(registered);
    readers = new Pipe.Reader[registered];
    writers = new Pipe.Writer[registered];
  }

  /** Opens the pipes and watches them; closes all if that fails. */
  protected final void openPipes() throws IOException {
    try {
      for (int i = 0; i < readers.length; i++) {
        open(i);
        add(readers[i], i);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Starts watching. */
  protected abstract void add(Pipe.Reader reader, long token) throws IOException;

  private void open(int index) throws IOException {
    Pipe pipe = Pipe.open();
    readers[index] = pipe.reader();
    ends.add(pipe.reader());
    try (Pipe.Writer low = pipe.writer()) {
      int number = FcntlSys.fcntl_dupfd_cloexec(low.fd().enter(), FIRST_WRITER);
      low.fd().exit();
      if (number < 0) {
        throw ErrnoException.of("fcntl(F_DUPFD_CLOEXEC, " + FIRST_WRITER + ")", number);
      }
      writers[index] = Pipe.Writer.adopt(Fd.adopt(number));
      ends.add(writers[index]);
    }
  }

  /** Waits without sleeping: how many. */
  protected abstract int await() throws IOException;

  @Override
  final int look() throws IOException {
    int count = await();
    for (int i = 0; i < count; i++) {
      visit(events.token(i));
    }
    return count;
  }

  @Override
  final int take() throws IOException {
    int count = await();
    for (int i = 0; i < count; i++) {
      read((int) events.token(i));
    }
    return count;
  }

  @Override
  final void write(int pipe) throws IOException {
    if (writers[pipe].write(out.clear().put('x')) != 1) {
      throw disqualified("a pipe that takes no byte");
    }
  }

  @Override
  final void read(int pipe) throws IOException {
    if (readers[pipe].read(in.clear()) != 1) {
      throw disqualified("no byte in pipe " + pipe);
    }
  }

  @Override
  final BitSet tokens() throws IOException {
    BitSet tokens = new BitSet();
    int count = await();
    for (int i = 0; i < count; i++) {
      tokens.set(Math.toIntExact(events.token(i)));
    }
    return tokens;
  }

  /** Closes the pipes and what belongs to them. */
  protected final void closePipes() throws IOException {
    events.close();
    out.close();
    in.close();
    for (AutoCloseable end : ends) {
      try {
        end.close();
      } catch (Exception e) {
        throw new IOException("an end of a pipe does not close", e);
      }
    }
  }
}
