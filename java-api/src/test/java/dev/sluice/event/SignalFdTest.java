package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.NoLeakedDescriptors;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which signals a JVM can be asked for, and how. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(120)
class SignalFdTest {
  @Test
  void blockedSinceTheStart_arrive() throws Exception {
    // Threads inherit what is blocked: those of the JVM too, if it was so before they were made.
    Child.assumeProgram("env");
    Child.Result result =
        Child.run(List.of("env", "--block-signal=USR1", "--block-signal=WINCH"), SignalMain.class);
    Assumptions.assumeFalse(
        result.output().contains("unrecognized option"), "env knows no --block-signal here");
    assertThat(result.exitCode()).as(result.output()).isZero();
    // Signals of a kind are one until they are taken; the lower number comes first.
    assertThat(result.output().lines())
        .startsWith(
            "before 0 null",
            "ready 1 7",
            "SIGUSR1 from self true",
            "ready 1 7",
            "SIGWINCH from self true",
            "after 0 null");
    assertThat(result.output()).contains("the JVM handles SIGUSR2 itself");
  }

  @Test
  void notBlocked_isRefusedWithTheWayToStartTheJvm() {
    // Delivered to a thread that does not block it, SIGUSR1 would end the process.
    assertThatThrownBy(() -> SignalFd.open(Signal.USR1))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("env --block-signal=USR1 java");
    assertThatThrownBy(() -> SignalFd.open(Signal.of(40)))
        .hasMessageContaining("env --block-signal=40 java");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 7, 8, 11, 12, 13})
  void usedByTheJvm_areRefused(int number) {
    // SIGQUIT prints threads; SEGV, BUS, FPE are how the JVM finds null and division by zero.
    assertThatThrownBy(() -> SignalFd.open(Signal.of(number)))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("the JVM handles " + Signal.of(number) + " itself")
        .hasMessageContaining("-Xrs");
  }

  @Test
  void killAndStop_areRefused() {
    // Nobody can block them: sigprocmask ignores the request.
    for (Signal signal : List.of(Signal.KILL, Signal.STOP)) {
      assertThatThrownBy(() -> SignalFd.open(Signal.USR1, signal))
          .isInstanceOf(RuntimeException.class);
      assertThatThrownBy(() -> SignalFd.open(signal))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("cannot be blocked");
    }
    assertThatThrownBy(SignalFd::open).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void signal_knownOrNot_isItsNumber() {
    assertThat(Signal.of(15)).isSameAs(Signal.TERM).hasToString("SIGTERM");
    assertThat(Signal.of(50)).isEqualTo(Signal.of(50)).hasToString("signal 50");
    assertThatThrownBy(() -> Signal.of(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Signal.of(65)).isInstanceOf(IllegalArgumentException.class);
  }
}
