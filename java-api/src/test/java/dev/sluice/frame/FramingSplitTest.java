package dev.sluice.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.NoLeakedDescriptors;
import dev.sluice.Portable;
import java.io.EOFException;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** However a stream is cut, what is decoded is what was encoded. */
@Portable
@ExtendWith(NoLeakedDescriptors.class)
class FramingSplitTest {
  @Test
  void everyFraming_cutAtEveryTwoPlaces_decodesTheSame() throws IOException {
    for (Framings sent : Framings.all()) {
      byte[] wire = sent.wire();
      for (int first = 0; first <= wire.length; first++) {
        for (int second = first; second <= wire.length; second++) {
          try (FrameReceiver receiver = new FrameReceiver(sent, wire.length)) {
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
      try (FrameReceiver receiver = new FrameReceiver(sent, sent.framing().maxFrameBytes())) {
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
        try (FrameReceiver receiver = new FrameReceiver(sent, wire.length)) {
          receiver.receive(wire, 0, length);
          int whole = 0;
          for (int i = 0; i < receiver.decoded().size(); i++) {
            whole += sent.frameBytes().get(i);
          }
          if (length == whole) {
            receiver.end();
          } else {
            assertThatThrownBy(receiver::end)
                .isInstanceOf(EOFException.class)
                .hasMessageStartingWith(
                    "the stream ended inside a frame: " + (length - whole) + " of at least ");
            assertThat(receiver.rest()).isEqualTo(Arrays.copyOfRange(wire, whole, length));
          }
        }
      }
    }
  }
}
