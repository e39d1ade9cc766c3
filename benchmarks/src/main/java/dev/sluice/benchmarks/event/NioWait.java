package dev.sluice.benchmarks.event;

import dev.sluice.benchmarks.NioContender;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.function.Consumer;

/** {@code Selector.selectNow} on one connection. */
abstract class NioWait extends NioContender implements Consumer<SelectionKey> {
  private Selector selector;
  private long token;

  @Override
  protected void open() throws IOException {
    super.open();
    selector = Selector.open();
    connection().register(selector, SelectionKey.OP_READ, Waits.TOKEN);
  }

  /** Without an action: the set of selected keys stays empty while nothing is ready. */
  final int ready() throws IOException {
    return selector.selectNow();
  }

  /** With an action per key, the form of {@code selectNow} that keeps no set. */
  final int readyWithAction() throws IOException {
    return selector.selectNow(this);
  }

  @Override
  public final void accept(SelectionKey key) {
    token = (Long) key.attachment();
  }

  final long token() {
    return token;
  }

  @Override
  protected void close() throws IOException {
    selector.close();
    super.close();
  }
}
