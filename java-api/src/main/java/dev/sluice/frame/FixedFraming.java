package dev.sluice.frame;

import dev.sluice.IoBuffer;

/** Payloads of one length, and nothing else. */
final class FixedFraming extends Framing {
  FixedFraming(int payloadBytes) {
    super(payloadBytes, 0);
  }

  @Override
  int minFrameBytes() {
    return maxPayloadBytes();
  }

  @Override
  int measure(IoBuffer in, FrameDecoder progress) {
    return maxPayloadBytes();
  }

  @Override
  int headerBytes(IoBuffer in) {
    return 0;
  }

  @Override
  int headerBytes(int payloadBytes) {
    return 0;
  }

  @Override
  void writeHeader(int payloadBytes, IoBuffer out) {}

  @Override
  void checkLength(int payloadBytes) {
    if (payloadBytes != maxPayloadBytes()) {
      throw new IllegalArgumentException(
          "a payload of " + payloadBytes + " bytes: " + this + " has " + maxPayloadBytes());
    }
  }

  @Override
  public String toString() {
    return "fixed(" + maxPayloadBytes() + ")";
  }
}
