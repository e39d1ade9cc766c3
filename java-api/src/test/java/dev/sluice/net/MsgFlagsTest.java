package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.AllocatedBytes;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.sys.SocketConstants;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class MsgFlagsTest {
  @Test
  void constants_haveTheBitsAndTheNamesOfC() throws Exception {
    int constants = 0;
    for (Field field : MsgFlags.class.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && !field.getName().equals("NONE")) {
        MsgFlags flags = (MsgFlags) field.get(null);
        String name = "MSG_" + field.getName();
        assertThat(flags.bits()).isEqualTo(SocketConstants.class.getField(name).getInt(null));
        assertThat(flags).hasToString(name);
        constants++;
      }
    }
    assertThat(constants).isGreaterThan(10);
  }

  @Test
  void toString_namesKnownBitsAndKeepsUnknownOnes() {
    assertThat(MsgFlags.PEEK.and(MsgFlags.WAITALL)).hasToString("MSG_PEEK|MSG_WAITALL");
    assertThat(MsgFlags.of(0x800102)).hasToString("MSG_PEEK|MSG_WAITALL|0x800000");
    assertThat(MsgFlags.of(0x800000)).hasToString("0x800000");
    assertThat(MsgFlags.NONE).hasToString("0x0");
  }

  @Test
  void containsAll_intersects_areTwoQuestions() {
    MsgFlags both = MsgFlags.PEEK.and(MsgFlags.TRUNC);
    assertThat(both.containsAll(MsgFlags.PEEK)).isTrue();
    assertThat(MsgFlags.PEEK.containsAll(both)).isFalse();
    assertThat(MsgFlags.PEEK.intersects(both)).isTrue();
    assertThat(MsgFlags.MORE.intersects(both)).isFalse();
    assertThat(both.containsAll(MsgFlags.NONE)).isTrue();
    assertThat(both.intersects(MsgFlags.NONE)).isFalse();
  }

  @Test
  void of_bitsThatReturn_allocatesNothing() throws Exception {
    assumeTrue(AllocatedBytes.areCounted(), "this JVM does not count allocated bytes");
    int[] seen = {0x20, 0x120, 0x8, 0x40};
    int[] round = {0};
    assertThat(
            AllocatedBytes.perRound(
                () -> {
                  MsgFlags flags = MsgFlags.of(seen[round[0]++ & 3]).and(MsgFlags.PEEK);
                  if (!flags.containsAll(MsgFlags.PEEK)) {
                    throw new AssertionError(flags);
                  }
                }))
        .isLessThan(1);
  }
}
