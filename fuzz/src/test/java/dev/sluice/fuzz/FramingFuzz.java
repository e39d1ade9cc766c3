package dev.sluice.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.IoBuffer;
import dev.sluice.frame.FrameDecoder;
import dev.sluice.frame.FrameException;
import dev.sluice.frame.Framing;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * Decoders of all framings. The first byte of an input chooses one, the second its maximum, the
 * third how the stream is cut; the rest is the stream.
 *
 * <p>What must hold: the payloads and the end that a plain reading of the whole stream finds,
 * however it is cut; never more than the longest frame in the buffer; no exception but those that
 * are documented; and what was decoded is encoded to the same bytes.
 */
public final class FramingFuzz {
  private static final int HEADER_BYTES = 3;
  private static final int KINDS = 15;

  private FramingFuzz() {}

  /** Tries one input, for Jazzer and for the corpus. */
  public static void fuzzerTestOneInput(byte[] input) {
    if (input.length < HEADER_BYTES) {
      return;
    }
    Reference reference = reference(input[0] & 0xFF, 1 + (input[1] & 0xFF));
    Framing framing = reference.framing();
    byte[] stream = new byte[input.length - HEADER_BYTES];
    System.arraycopy(input, HEADER_BYTES, stream, 0, stream.length);
    List<String> expected = reference.decode(stream);
    int seed = input[2];
    compare(framing, expected, new Stream(framing, stream).receive(_ -> stream.length));
    compare(framing, expected, new Stream(framing, stream).receive(_ -> 1));
    compare(
        framing, expected, new Stream(framing, stream).receive(i -> 1 + ((i * 31 + seed) & 0x0F)));
  }

  private static void compare(Framing framing, List<String> expected, List<String> actual) {
    if (!actual.equals(expected)) {
      throw new AssertionError(framing + ": " + actual + " and not " + expected);
    }
  }

  private static Reference reference(int kind, int max) {
    int width = 1 << (kind % 4);
    int most = Math.min(max, 255);
    return switch (kind % KINDS) {
      case 0, 1, 2, 3 -> new Reference.LengthPrefix(width, ByteOrder.BIG_ENDIAN, most);
      case 4, 5, 6, 7 -> new Reference.LengthPrefix(width, ByteOrder.LITTLE_ENDIAN, most);
      case 8 -> new Reference.Varint(max);
      case 9 -> new Reference.Varint(max * 100);
      case 10 -> new Reference.Delimiter("\n", max, false);
      case 11 -> new Reference.Delimiter("\r\n", max, false);
      case 12 -> new Reference.Delimiter("abab", max, true);
      case 13 -> new Reference.Delimiter("aabaa", max, false);
      default -> new Reference.Fixed(max);
    };
  }

  /** How long the piece with a number is. */
  @FunctionalInterface
  private interface Cut {
    int bytes(int number);
  }

  /** A stream that arrives. */
  private static final class Stream {
    private final Framing framing;
    private final FrameDecoder decoder;
    private final byte[] bytes;
    private final List<String> outcome = new ArrayList<>();
    private final ByteArrayOutputStream encoded = new ByteArrayOutputStream();

    Stream(Framing framing, byte[] bytes) {
      this.framing = framing;
      this.decoder = framing.newDecoder();
      this.bytes = bytes;
    }

    /** Describes the payloads and the end. */
    List<String> receive(Cut cut) {
      try (IoBuffer in = IoBuffer.allocate(framing.maxFrameBytes());
          IoBuffer out = IoBuffer.allocate(framing.maxFrameBytes())) {
        try {
          int at = 0;
          for (int i = 0; at < bytes.length; i++) {
            int room = in.writable();
            check(room > 0, "the longest frame fits, and the buffer is full");
            int count = Math.min(room, Math.min(cut.bytes(i), bytes.length - at));
            in.put(bytes, at, count);
            at += count;
            decode(in, out);
          }
          decoder.end(in);
          outcome.add(Reference.ENDED);
        } catch (EOFException e) {
          outcome.add(Reference.PARTIAL);
        } catch (FrameException e) {
          outcome.add(Reference.REFUSED);
          checkRepeated(in, e);
        }
      }
      checkEncoded();
      return outcome;
    }

    private void decode(IoBuffer in, IoBuffer out) throws FrameException {
      IoBuffer payload;
      while ((payload = decoder.next(in)) != null) {
        check(payload.readable() <= framing.maxPayloadBytes(), "longer than the maximum");
        byte[] copy = payload.getAll();
        outcome.add(new String(copy, ISO_8859_1));
        framing.encode(copy, out.clear());
        encoded.writeBytes(out.getAll());
      }
      int needed = decoder.neededBytes();
      check(needed > in.readable(), "what is needed is there, and was not taken");
      check(needed <= framing.maxFrameBytes(), "more is needed than the longest frame has");
      decoder.makeRoom(in);
    }

    private void checkRepeated(IoBuffer in, FrameException first) {
      try {
        decoder.next(in);
        throw new AssertionError(framing + " goes on after " + first);
      } catch (FrameException again) {
        check(String.valueOf(again.getMessage()).equals(first.getMessage()), "says another thing");
      }
    }

    /** Each payload has one spelling only. */
    private void checkEncoded() {
      byte[] all = encoded.toByteArray();
      check(all.length <= bytes.length, "more was decoded than came");
      for (int i = 0; i < all.length; i++) {
        check(all[i] == bytes[i], "is encoded in another way");
      }
    }

    private void check(boolean holds, String otherwise) {
      if (!holds) {
        throw new AssertionError(framing + ": " + otherwise);
      }
    }
  }
}
