package dev.sluice.examples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.frame.FrameDecoder;
import dev.sluice.loop.Connection;
import dev.sluice.loop.LoopTimer;
import java.util.concurrent.TimeUnit;

/** Somebody who is connected. */
final class Member {
  /** Who leaves more than that unread is dropped. */
  static final int MAX_QUEUED_BYTES = 64 * 1024;

  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  String name = "";
  String room = "";

  private final Connection connection;
  private final FrameDecoder lines;
  private final LoopTimer breath;
  private final int rate;
  private long since = System.nanoTime();
  private int talked;

  Member(Connection connection, FrameDecoder lines, int rate) {
    this.connection = connection;
    this.lines = lines;
    this.rate = rate;
    this.breath = connection.loop().newTimer(connection::resumeReading);
  }

  Connection connection() {
    return connection;
  }

  FrameDecoder lines() {
    return lines;
  }

  /** Tells whether another line is taken now; else it waits in the connection, and the sender. */
  boolean mayTalk() {
    if (talked < rate) {
      return true;
    }
    long passed = System.nanoTime() - since;
    if (passed >= SECOND_NANOS) {
      since += passed;
      talked = 0;
      return true;
    }
    connection.pauseReading();
    breath.startAfter(SECOND_NANOS - passed);
    return false;
  }

  void hasTalked() {
    if (talked++ == 0) {
      since = System.nanoTime();
    }
  }

  /** Says something to this member, who is dropped if too much of it is not read. */
  void tell(String text) {
    tell((text + "\n").getBytes(UTF_8));
  }

  void tell(byte[] line) {
    if (connection.queuedBytes() + line.length > MAX_QUEUED_BYTES) {
      connection.abort(new TooSlowException(connection.queuedBytes()));
    } else {
      connection.send(line, 0, line.length);
    }
  }

  void forget() {
    breath.cancel();
  }
}
