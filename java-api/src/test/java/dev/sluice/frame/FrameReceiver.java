package dev.sluice.frame;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.IoBuffer;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a decoder makes of a stream that arrives in pieces. */
final class FrameReceiver implements AutoCloseable {
  private final Framings sent;
  private final FrameDecoder decoder;
  private final List<byte[]> decoded = new ArrayList<>();
  private IoBuffer in;

  FrameReceiver(Framings sent, int capacityBytes) {
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

  /** Returns the payloads so far. */
  List<byte[]> decoded() {
    return decoded;
  }

  /** Takes what was received and not decoded. */
  byte[] rest() {
    return in.getAll();
  }

  @Override
  public void close() {
    in.close();
  }
}
