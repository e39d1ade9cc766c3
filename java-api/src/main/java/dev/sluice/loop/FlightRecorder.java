package dev.sluice.loop;

import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Threshold;

/** The events {@code dev.sluice.*} of the JDK's flight recorder. */
final class FlightRecorder extends Recorder {
  @Override
  boolean isOn() {
    return jdk.jfr.FlightRecorder.isInitialized();
  }

  @Override
  Span iteration(EventLoop loop) {
    Iteration event = new Iteration();
    event.begin();
    return ready -> {
      event.end();
      if (event.shouldCommit()) {
        event.loop = loop.toString();
        event.ready = ready;
        event.commit();
      }
    };
  }

  @Override
  Span handler(Connection connection) {
    SlowHandler event = new SlowHandler();
    event.begin();
    return bytes -> {
      event.end();
      if (event.shouldCommit()) {
        event.connection = connection.toString();
        event.bytes = bytes;
        event.commit();
      }
    };
  }

  @Override
  void accepted(Listener listener, int connections) {
    Accept event = new Accept();
    if (event.shouldCommit()) {
      event.listener = listener.toString();
      event.connections = connections;
      event.commit();
    }
  }

  @Override
  void readPaused(Connection connection, long queuedBytes) {
    BackPressure event = new BackPressure();
    if (event.shouldCommit()) {
      event.connection = connection.toString();
      event.queuedBytes = queuedBytes;
      event.commit();
    }
  }

  /** What a loop did between two waits. */
  @Name("dev.sluice.LoopIteration")
  @Label("Loop Iteration")
  @Category("Sluice")
  @Description("What an event loop did between two waits")
  @Threshold("10 ms")
  @StackTrace(false)
  static final class Iteration extends Event {
    @Label("Loop")
    String loop = "";

    @Label("Ready Sources")
    int ready;
  }

  /** A handler that held up its loop. */
  @Name("dev.sluice.SlowHandler")
  @Label("Slow Handler")
  @Category("Sluice")
  @Description("A call of a connection's handler that held up its loop")
  @Threshold("10 ms")
  @StackTrace(false)
  static final class SlowHandler extends Event {
    @Label("Connection")
    String connection = "";

    @Label("Received")
    @DataAmount
    int bytes;
  }

  /** A listener's turn in which connections were accepted. */
  @Name("dev.sluice.Accept")
  @Label("Accept")
  @Category("Sluice")
  @Description("Connections accepted in one turn")
  @StackTrace(false)
  static final class Accept extends Event {
    @Label("Listener")
    String listener = "";

    @Label("Connections")
    int connections;
  }

  /** A connection that is not read because its peer does not read. */
  @Name("dev.sluice.BackPressure")
  @Label("Back-Pressure")
  @Category("Sluice")
  @Description("A connection is not read any more until its peer has read")
  @StackTrace(false)
  static final class BackPressure extends Event {
    @Label("Connection")
    String connection = "";

    @Label("Queued")
    @DataAmount
    long queuedBytes;
  }
}
