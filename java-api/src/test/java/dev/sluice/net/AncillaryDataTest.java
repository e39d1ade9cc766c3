package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.NoLeakedDescriptors;
import dev.sluice.sys.Cmsghdr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Control buffers as no kernel writes them. */
@ExtendWith(NoLeakedDescriptors.class)
class AncillaryDataTest {
  @Test
  void received_impossibleLengths_areClamped() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment control = arena.allocate(32, 8);
      AncillaryData data = new AncillaryData(control);
      for (long length : new long[] {-1, Long.MIN_VALUE, Long.MAX_VALUE, 33}) {
        data.received(length, false);
        assertThat(data.size()).isZero();
      }
      Cmsghdr.cmsg_len.set(control, Cmsghdr.CMSG_LEN(16));
      Cmsghdr.cmsg_level.set(control, 99);
      data.received(Long.MAX_VALUE, false);
      assertThat(data.size()).isEqualTo(1);
      assertThat(data.bytes(0)).hasSize(16);
    }
  }
}
