package dev.sluice.examples.lab;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.Pollable;
import java.io.IOException;

/**
 * Something on the stage that has a name. Steps return what came of them in words, empty if nothing
 * is to be said. The parser has seen to it that only ends are asked that can.
 */
abstract class End implements AutoCloseable {
  static final String WOULD_BLOCK = "would block";
  static final String END = "end of stream";

  private static final int FILLER_BYTES = 64 * 1024;

  /** Returns what a mechanism watches. */
  abstract Pollable source();

  @Override
  public abstract void close() throws IOException;

  /** Returns another descriptor of the same. */
  abstract End dup() throws IOException;

  /** Reads once; the number of bytes, or a value of {@link IoStatus}. */
  int receive(IoBuffer buffer) throws IOException {
    throw new UnsupportedOperationException("reading from " + source());
  }

  /** Writes once; the number of bytes, or {@link IoStatus#WOULD_BLOCK}. */
  int send(IoBuffer buffer) throws IOException {
    throw new UnsupportedOperationException("writing to " + source());
  }

  /** Returns when everything that was sent so far has arrived, with all its consequences. */
  void settle() throws IOException {}

  /** Returns when what was sent cannot get any further while nobody reads. */
  void awaitStandstill() throws IOException {}

  /** Tells whether there is nothing left to come from the other end. */
  boolean isDrained() throws IOException {
    return true;
  }

  String write(int count) throws IOException {
    try (IoBuffer buffer = filler(count)) {
      int sent = send(buffer);
      settle();
      return sent == count ? "" : inWords(sent);
    } catch (ErrnoException e) {
      return e.errno().name();
    }
  }

  String read(int count) throws IOException {
    try (IoBuffer buffer = IoBuffer.allocate(count)) {
      return inWords(receive(buffer));
    } catch (ErrnoException e) {
      return e.errno().name();
    }
  }

  String readAll() throws IOException {
    long total = 0;
    String last;
    try (IoBuffer buffer = IoBuffer.allocate(FILLER_BYTES)) {
      int received = receive(buffer);
      for (; received > 0; received = receive(buffer.clear())) {
        total += received;
      }
      last = inWords(received);
    } catch (ErrnoException e) {
      last = e.errno().name();
    }
    return total == 0 ? last : bytes(total) + ", " + last;
  }

  /** How much fits is the kernel's affair, so that the words do not say. */
  String fill() throws IOException {
    try (IoBuffer buffer = filler(FILLER_BYTES)) {
      long sent;
      do {
        sent = 0;
        for (int once = send(buffer); once > 0; once = send(buffer)) {
          sent += once;
          buffer.clear().filled(FILLER_BYTES);
        }
        awaitStandstill();
      } while (sent > 0);
      return WOULD_BLOCK;
    } catch (ErrnoException e) {
      return e.errno().name();
    }
  }

  String drain() throws IOException {
    try (IoBuffer buffer = IoBuffer.allocate(FILLER_BYTES)) {
      Deadline.await("draining " + source(), () -> drainOnce(buffer));
      return WOULD_BLOCK;
    } catch (ErrnoException e) {
      return e.errno().name();
    }
  }

  private boolean drainOnce(IoBuffer buffer) throws IOException {
    boolean nothingMoreToCome = isDrained();
    int received = receive(buffer.clear());
    while (received > 0) {
      received = receive(buffer.clear());
    }
    return nothingMoreToCome || received == IoStatus.END_OF_STREAM;
  }

  /** Returns words for an error number, none for 0. */
  static String errorInWords(int errno) {
    return errno == 0 ? "no error" : Errno.of(errno).name();
  }

  private static IoBuffer filler(int count) {
    return IoBuffer.allocate(count).filled(count);
  }

  private static String inWords(int result) {
    return switch (result) {
      case IoStatus.WOULD_BLOCK -> WOULD_BLOCK;
      case IoStatus.END_OF_STREAM -> END;
      default -> bytes(result);
    };
  }

  private static String bytes(long count) {
    return count + (count == 1 ? " byte" : " bytes");
  }
}
