package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An ABI nobody checked is refused with a sentence that says what to do. */
@ExtendWith(NoLeakedDescriptors.class)
class AbiTest {
  @Test
  void unknown_otherSystem_namesItAndTheWayOut() {
    assertThat(Abi.unknown("Windows 11", "amd64"))
        .isEqualTo("dev.sluice.sys needs Linux, and this is Windows 11: use the NIO backend");
  }

  @Test
  void unknown_otherProcessor_namesItAndTheWayOut() {
    assertThat(Abi.unknown("Linux", "riscv64"))
        .contains("riscv64", "use the NIO backend", "golden file");
  }

  @Test
  void unknown_checkedAbi_isNull() {
    assertThat(Abi.unknown("Linux", "amd64")).isNull();
    assertThat(Abi.unknown("Linux", "x86_64")).isNull();
    assertThat(Abi.unknown("Linux", "aarch64")).isNull();
  }

  @Test
  void refusal_here_isNull() {
    assertThat(Abi.refusal()).isNull();
    assertThat(Abi.name()).matches("(x86_64|aarch64)-linux-(glibc|musl)");
  }
}
