package dev.sluice.examples.lab;

import dev.sluice.Pollable;
import java.io.IOException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** NIO's selector itself, and its own words; under Linux it is a level-triggered epoll. */
final class NioWatcher implements Watcher {
  private static final Set<Condition> WORDS = EnumSet.of(Condition.READ, Condition.WRITE);

  private final Selector selector = Selector.open();

  NioWatcher() throws IOException {}

  private static SelectableChannel channel(Pollable source) {
    SelectableChannel channel = source.channel();
    if (channel == null) {
      throw new UnsupportedOperationException(
          "NIO watches its own channels only, and this is none");
    }
    return channel;
  }

  private static int operations(SelectableChannel channel, Set<Condition> conditions) {
    int reading = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;
    boolean connecting = channel instanceof SocketChannel socket && !socket.isConnected();
    int writing = connecting ? SelectionKey.OP_CONNECT : SelectionKey.OP_WRITE;
    return ((conditions.contains(Condition.READ) ? reading : 0)
            | (conditions.contains(Condition.WRITE) ? writing : 0))
        & channel.validOps();
  }

  @Override
  public Set<Condition> add(Pollable source, Set<Condition> conditions, long token)
      throws IOException {
    SelectableChannel channel = channel(source);
    Set<Condition> known = Condition.known(conditions, WORDS, "NIO");
    channel.register(selector, operations(channel, known), token);
    return known;
  }

  @Override
  public Set<Condition> modify(Pollable source, Set<Condition> conditions, long token) {
    SelectableChannel channel = channel(source);
    Set<Condition> known = Condition.known(conditions, WORDS, "NIO");
    SelectionKey key = channel.keyFor(selector);
    key.interestOps(operations(channel, known));
    key.attach(token);
    return known;
  }

  /** {@inheritDoc} A cancelled key is forgotten by the next selection, so there is one. */
  @Override
  public void delete(Pollable source) throws IOException {
    channel(source).keyFor(selector).cancel();
    closed();
  }

  /** {@inheritDoc} NIO closes a registered descriptor in the next selection, so there is one. */
  @Override
  public void closed() throws IOException {
    selector.selectNow();
    selector.selectedKeys().clear();
  }

  @Override
  public List<Seen> ask() throws IOException {
    List<Seen> seen = new ArrayList<>();
    selector.selectNow();
    for (SelectionKey key : selector.selectedKeys()) {
      seen.add(new Seen((long) key.attachment(), words(key)));
    }
    // Whoever leaves a key in there does not hear of it again.
    selector.selectedKeys().clear();
    return seen;
  }

  private static Set<Word> words(SelectionKey key) {
    Set<Word> words = EnumSet.noneOf(Word.class);
    if (key.isReadable()) {
      words.add(Word.READABLE);
    }
    if (key.isWritable()) {
      words.add(Word.WRITABLE);
    }
    if (key.isAcceptable()) {
      words.add(Word.ACCEPTABLE);
    }
    if (key.isConnectable()) {
      words.add(Word.CONNECTABLE);
    }
    return words;
  }

  @Override
  public void close() throws IOException {
    selector.close();
  }
}
