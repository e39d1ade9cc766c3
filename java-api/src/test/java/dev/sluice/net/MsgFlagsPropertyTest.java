package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.NoLeakedDescriptors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** Flags of any bits: the kernel may add more than have names here. */
@AddLifecycleHook(NoLeakedDescriptors.class)
class MsgFlagsPropertyTest {
  @Property
  void of_anyBits_keepsThemAll(@ForAll int bits, @ForAll int more) {
    assertThat(MsgFlags.of(bits).bits()).isEqualTo(bits);
    assertThat(MsgFlags.of(bits)).isEqualTo(MsgFlags.of(bits));
    assertThat(MsgFlags.of(bits).and(MsgFlags.of(more))).isEqualTo(MsgFlags.of(bits | more));
  }
}
