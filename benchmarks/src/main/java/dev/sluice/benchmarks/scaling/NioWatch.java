package dev.sluice.benchmarks.scaling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;

/** {@code java.nio.channels.Selector}, with an action per key: the form that keeps no set. */
final class NioWatch extends Watch {
  private final Selector selector = Selector.open();
  private final List<Pipe> pipes = new ArrayList<>();
  private final ByteBuffer out = ByteBuffer.allocateDirect(1);
  private final ByteBuffer in = ByteBuffer.allocateDirect(1);

  private final Looking looking = new Looking();
  private final Taking taking = new Taking();

  /** Made once: a lambda at the call would be allocated by each wait. */
  private final class Looking implements Consumer<SelectionKey> {
    @Override
    public void accept(SelectionKey key) {
      visit((Integer) key.attachment());
    }
  }

  /** Reads the byte. */
  private final class Taking implements Consumer<SelectionKey> {
    @Override
    public void accept(SelectionKey key) {
      try {
        read((Integer) key.attachment());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  NioWatch(int registered, int ready) throws IOException {
    super(registered, ready);
    try {
      for (int i = 0; i < registered; i++) {
        Pipe pipe = Pipe.open();
        pipes.add(pipe);
        pipe.source().configureBlocking(false);
        pipe.sink().configureBlocking(false);
        pipe.source().register(selector, SelectionKey.OP_READ, i);
      }
    } catch (IOException | RuntimeException e) {
      close();
      throw e;
    }
  }

  @Override
  int look() throws IOException {
    return selector.selectNow(looking);
  }

  @Override
  int take() throws IOException {
    return selector.selectNow(taking);
  }

  @Override
  void write(int pipe) throws IOException {
    if (pipes.get(pipe).sink().write(out.clear()) != 1) {
      throw disqualified("a pipe that takes no byte");
    }
  }

  @Override
  void read(int pipe) throws IOException {
    if (pipes.get(pipe).source().read(in.clear()) != 1) {
      throw disqualified("no byte in pipe " + pipe);
    }
  }

  @Override
  BitSet tokens() throws IOException {
    BitSet tokens = new BitSet();
    selector.selectNow(key -> tokens.set((Integer) key.attachment()));
    return tokens;
  }

  @Override
  public void close() throws IOException {
    selector.close();
    for (Pipe pipe : pipes) {
      pipe.sink().close();
      pipe.source().close();
    }
  }

  /** Returns {@code nio}. */
  @Override
  public String toString() {
    return "nio";
  }
}
