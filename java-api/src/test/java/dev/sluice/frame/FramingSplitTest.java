package dev.sluice.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.IoBuffer;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.Portable;
import dev.sluice.Property;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** However a stream is cut, what is decoded is what was encoded. */
@Portable
@ExtendWith(NoLeakedDescriptors.class)
class FramingSplitTest {
  /** What a decoder makes of a stream that arrives in pieces. */
  private static final class Receiver implements AutoCloseable {
    private final Framings sent;
    private final FrameDecoder decoder;
    private final List<byte[]> decoded = new ArrayList<>();
    private IoBuffer in;

    Receiver(Framings sent, int capacityBytes) {
      this.sent = sent;
      this.decoder = sent.framing().newDecoder();
      this.in = IoBuffer.allocate(capacityBytes);
    }

    /** Receives all of the piece, in as many turns as the buffer needs. */
    void receive(byte[] wire, int from, int to) throws IOException {
      int next = from;
      while (next < to) {
        int bytes = Math.min(to - next, in.writable());
        in.put(wire, next, bytes);
        next += bytes;
        decode();
        if (in.writable() == 0) {
          decoder.makeRoom(in);
        }
      }
    }

    private void decode() throws IOException {
      IoBuffer payload;
      while ((payload = decoder.next(in)) != null) {
        decoded.add(payload.getAll());
      }
      assertThat(decoder.neededBytes())
          .isGreaterThan(in.readable())
          .isLessThanOrEqualTo(sent.framing().maxFrameBytes());
      // Of what has not been received yet, only this frame's bytes may be asked for.
      if (decoded.size() < sent.payloads().size()) {
        int frame = sent.frameBytes().get(decoded.size());
        assertThat(decoder.neededBytes()).isLessThanOrEqualTo(frame);
      }
    }

    void makeRoom() {
      decoder.makeRoom(in);
    }

    /** The rest of a frame may go on in another buffer. */
    void move(int capacityBytes) {
      IoBuffer other = IoBuffer.allocate(capacityBytes + in.readable());
      other.put(in);
      in.close();
      in = other;
    }

    void end() throws EOFException {
      decoder.end(in);
    }

    void checkAll() throws EOFException {
      assertThat(decoded).containsExactlyElementsOf(sent.payloads());
      end();
      assertThat(in.isEmpty()).isTrue();
    }

    @Override
    public void close() {
      in.close();
    }
  }

  @Test
  void everyFraming_cutAtEveryTwoPlaces_decodesTheSame() throws IOException {
    for (Framings sent : Framings.all()) {
      byte[] wire = sent.wire();
      for (int first = 0; first <= wire.length; first++) {
        for (int second = first; second <= wire.length; second++) {
          try (Receiver receiver = new Receiver(sent, wire.length)) {
            receiver.receive(wire, 0, first);
            receiver.receive(wire, first, second);
            receiver.receive(wire, second, wire.length);
            receiver.checkAll();
          }
        }
      }
    }
  }

  @Test
  void everyFraming_byteByByteInTheSmallestBuffer_decodesTheSame() throws IOException {
    for (Framings sent : Framings.all()) {
      byte[] wire = sent.wire();
      try (Receiver receiver = new Receiver(sent, sent.framing().maxFrameBytes())) {
        for (int i = 0; i < wire.length; i++) {
          receiver.receive(wire, i, i + 1);
        }
        receiver.checkAll();
      }
    }
  }

  @Test
  void everyFraming_cutShortAtEveryPlace_endsInsideAFrameOrBetween() throws IOException {
    for (Framings sent : Framings.all()) {
      byte[] wire = sent.wire();
      for (int length = 0; length < wire.length; length++) {
        try (Receiver receiver = new Receiver(sent, wire.length)) {
          receiver.receive(wire, 0, length);
          int whole = 0;
          for (int i = 0; i < receiver.decoded.size(); i++) {
            whole += sent.frameBytes().get(i);
          }
          if (length == whole) {
            receiver.end();
          } else {
            assertThatThrownBy(receiver::end)
                .isInstanceOf(EOFException.class)
                .hasMessageStartingWith(
                    "the stream ended inside a frame: " + (length - whole) + " of at least ");
            assertThat(receiver.in.getAll()).isEqualTo(Arrays.copyOfRange(wire, whole, length));
          }
        }
      }
    }
  }

  @Test
  void anyFraming_anyPiecesCompactedAndMoved_decodesTheSame() {
    Property.holds(
        random -> {
          Framings sent = Framings.draw(random);
          int capacity = sent.framing().maxFrameBytes() + random.nextInt(40);
          try (Receiver receiver = new Receiver(sent, capacity)) {
            receiveInPieces(receiver, sent.wire(), capacity, random);
            receiver.checkAll();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }

  private static void receiveInPieces(
      Receiver receiver, byte[] wire, int capacityBytes, Random random) throws IOException {
    int longest = random.nextBoolean() ? 3 : 1 + random.nextInt(Math.max(1, wire.length));
    int from = 0;
    while (from < wire.length) {
      int to = Math.min(wire.length, from + random.nextInt(1, longest + 1));
      receiver.receive(wire, from, to);
      from = to;
      switch (random.nextInt(8)) {
        case 0, 1 -> receiver.makeRoom();
        case 2 -> receiver.move(capacityBytes);
        default -> {
          // The buffer stays as it is.
        }
      }
    }
  }

  /** Whatever a peer sends: the same payloads and the same end, merged or byte by byte. */
  @Test
  void anyBytes_anyPieces_haveTheSameOutcome() {
    Property.holds(
        random -> {
          Framing framing = Framings.drawFraming(random);
          byte[] noise =
              random.nextBoolean()
                  ? Framings.drawText(random, 0, 60)
                  : Property.bytes(random, 0, 60);
          List<String> merged = outcome(framing, noise, noise.length);
          assertThat(outcome(framing, noise, 1)).isEqualTo(merged);
          assertThat(outcome(framing, noise, 1 + random.nextInt(7))).isEqualTo(merged);
        });
  }

  /** Describes each payload, and how the stream ended. */
  private static List<String> outcome(Framing framing, byte[] wire, int pieceBytes) {
    List<String> outcome = new ArrayList<>();
    FrameDecoder decoder = framing.newDecoder();
    try (IoBuffer in = IoBuffer.allocate(Math.max(framing.maxFrameBytes(), wire.length))) {
      try {
        for (int from = 0; from < wire.length; from += pieceBytes) {
          in.put(wire, from, Math.min(pieceBytes, wire.length - from));
          IoBuffer payload;
          while ((payload = decoder.next(in)) != null) {
            outcome.add(Framings.text(payload.getAll()));
          }
          decoder.makeRoom(in);
        }
        decoder.end(in);
        outcome.add("ended");
      } catch (IOException e) {
        outcome.add(e.toString());
      }
    }
    return outcome;
  }
}
