package dev.sluice.spi;

import dev.sluice.Pollable;
import org.jspecify.annotations.Nullable;

/** A source that is registered with a poller, from its registration to its end. Thread-safe. */
public final class Watch {
  /** Readiness, and interest in it. */
  public static final int READ = 1;

  /** Readiness, and interest in it. */
  public static final int WRITE = 2;

  /** Readiness, and interest in it. */
  public static final int PRIORITY = 4;

  /** Readiness, and interest in it. */
  public static final int READ_CLOSED = 8;

  private final Pollable source;
  private final Object key;
  private volatile int interest;
  private volatile Object attachment;
  private volatile boolean over;
  private volatile @Nullable Object handle;

  /**
   * Makes one that no mechanism knows yet.
   *
   * @param key what {@link PollerCalls#keyOf} said of the source
   */
  public Watch(Pollable source, Object key, int interest, Object attachment) {
    this.source = source;
    this.key = key;
    this.interest = interest;
    this.attachment = attachment;
  }

  /** Returns what was registered. */
  public Pollable source() {
    return source;
  }

  /** Returns the descriptor or channel. */
  public Object key() {
    return key;
  }

  /** Returns what it is watched for. */
  public int interest() {
    return interest;
  }

  /** Returns the user's data. */
  public Object attachment() {
    return attachment;
  }

  /** Changes both. */
  public void modify(int newInterest, Object newAttachment) {
    interest = newInterest;
    attachment = newAttachment;
  }

  /** Tells whether it was unregistered, or its source closed. */
  public boolean isOver() {
    return over;
  }

  /** Ends it: events that were reported already say nothing any more. */
  public void end() {
    over = true;
  }

  /** Returns what the mechanism keeps of it. */
  public @Nullable Object handle() {
    return handle;
  }

  /** Changes what the mechanism keeps of it. */
  public void handle(@Nullable Object newHandle) {
    handle = newHandle;
  }
}
