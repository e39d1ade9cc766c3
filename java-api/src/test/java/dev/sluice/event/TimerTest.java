package dev.sluice.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.FdClosedException;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.event.Timer.Clock;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The kernel's rules for timerfd. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class TimerTest {
  private static final long DEADLINE = TimeUnit.SECONDS.toNanos(20);
  private static final long HOUR = TimeUnit.HOURS.toNanos(1);

  @Test
  void startAfter_expiresOnce_neverEarly() throws Exception {
    try (Timer timer = Timer.open(Clock.MONOTONIC)) {
      long start = System.nanoTime();
      timer.startAfter(3_000_000, 0);
      assertThat(timer.takeExpirations()).isZero();
      assertThat(timer.fd().awaitReadable(DEADLINE)).isTrue();
      assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(3_000_000);
      assertThat(timer.takeExpirations()).isEqualTo(1);
      assertThat(timer.takeExpirations()).isZero();
      assertThat(timer.remainingNanos()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Clock.class,
      names = {"MONOTONIC", "REALTIME", "BOOTTIME"})
  void startAt_past_expiresAtOnce(Clock clock) throws Exception {
    // An absolute time that has passed is no error: the timer has expired.
    try (Timer timer = Timer.open(clock)) {
      timer.startAt(1, 0);
      assertThat(timer.fd().awaitReadable(DEADLINE)).isTrue();
      assertThat(timer.takeExpirations()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Clock.class,
      names = {"MONOTONIC", "REALTIME", "BOOTTIME"})
  void startAt_future_isReckonedByItsClock(Clock clock) throws Exception {
    try (Timer timer = Timer.open(clock)) {
      timer.startAt(timer.clockNanos() + 2_000_000, 0);
      assertThat(timer.fd().awaitReadable(DEADLINE)).isTrue();
      assertThat(timer.takeExpirations()).isEqualTo(1);
      timer.startAt(timer.clockNanos() + HOUR, 0);
      assertThat(timer.remainingNanos()).isBetween(HOUR - DEADLINE, HOUR);
      assertThat(timer.fd().awaitReadable(0)).isFalse();
    }
  }

  @Test
  void startAt_longPastAndPeriodic_countsWhatWasMissed() throws Exception {
    // The periods since the first time are overruns, all in the first read.
    try (Timer timer = Timer.open(Clock.REALTIME)) {
      timer.startAt(timer.clockNanos() - 10 * HOUR, HOUR);
      assertThat(timer.takeExpirations()).isEqualTo(11);
      assertThat(timer.periodNanos()).isEqualTo(HOUR);
      assertThat(timer.remainingNanos()).isBetween(HOUR - DEADLINE, HOUR);
    }
  }

  @Test
  void periodic_expiresAgain() throws Exception {
    try (Timer timer = Timer.open(Clock.MONOTONIC)) {
      timer.startAfter(1_000_000, 1_000_000);
      long sum = 0;
      for (int i = 0; i < 5; i++) {
        assertThat(timer.fd().awaitReadable(DEADLINE)).isTrue();
        sum += timer.takeExpirations();
      }
      assertThat(sum).isGreaterThanOrEqualTo(5);
    }
  }

  @Test
  void start_running_forgetsExpirations() throws Exception {
    // timerfd_settime sets the count to 0.
    try (Timer timer = Timer.open(Clock.MONOTONIC)) {
      timer.startAfter(1, 0);
      assertThat(timer.fd().awaitReadable(DEADLINE)).isTrue();
      timer.startAfter(HOUR, 0);
      assertThat(timer.fd().awaitReadable(0)).isFalse();
      assertThat(timer.takeExpirations()).isZero();
    }
  }

  @Test
  void stop_running_neverExpires() throws Exception {
    try (Timer timer = Timer.open(Clock.MONOTONIC)) {
      timer.startAfter(HOUR, HOUR);
      assertThat(timer.remainingNanos()).isPositive();
      timer.stop();
      assertThat(timer.remainingNanos()).isZero();
      assertThat(timer.periodNanos()).isZero();
    }
  }

  @Test
  void start_longestTime_isKept() throws Exception {
    // Seconds and nanoseconds are apart in struct timespec: nothing overflows.
    try (Timer timer = Timer.open(Clock.MONOTONIC)) {
      timer.startAfter(Long.MAX_VALUE, 1_999_999_999);
      assertThat(timer.periodNanos()).isEqualTo(1_999_999_999);
      assertThat(timer.remainingNanos()).isGreaterThan(HOUR);
    }
  }

  @Test
  void startAtUnlessClockIsSet_realtime_expiresIfNobodyDoes() throws Exception {
    try (Timer timer = Timer.open(Clock.REALTIME)) {
      timer.startAtUnlessClockIsSet(timer.clockNanos() + 1_000_000, 0);
      assertThat(timer.fd().awaitReadable(DEADLINE)).isTrue();
      assertThat(timer.takeExpirations()).isEqualTo(1);
    }
    try (Timer timer = Timer.open(Clock.MONOTONIC)) {
      assertThatThrownBy(() -> timer.startAtUnlessClockIsSet(1, 0))
          .isInstanceOf(UnsupportedOperationException.class)
          .hasMessageContaining("REALTIME");
    }
  }

  @Test
  void arguments_thatWouldStop_areRefused() throws Exception {
    // it_value 0 disarms: C's trap for a delay that was computed to 0.
    try (Timer timer = Timer.open(Clock.MONOTONIC)) {
      assertThatThrownBy(() -> timer.startAfter(0, 0))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("stop()");
      assertThatThrownBy(() -> timer.startAt(-1, 0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> timer.startAfter(1, -1))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void closed_isRefused() throws Exception {
    Timer timer = Timer.open(Clock.MONOTONIC);
    timer.close();
    assertThatThrownBy(() -> timer.startAfter(1, 0)).isInstanceOf(FdClosedException.class);
    assertThatThrownBy(timer::takeExpirations).isInstanceOf(FdClosedException.class);
  }
}
