package dev.sluice.errno;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.Errno;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.errno.Scene.CannotHappenHere;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A table of failing calls: each fails as its man page says, and its message tells all. */
@ExtendWith(NoLeakedDescriptors.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 60, unit = TimeUnit.SECONDS)
abstract class ErrnoContract {
  private final List<ErrnoRow> rows = new ArrayList<>();

  /** Says the rows, by the words below. */
  abstract void table();

  List<ErrnoRow> rows() {
    if (rows.isEmpty()) {
      table();
    }
    return rows;
  }

  /** A call of the typed layer. */
  final void typed(String call, String situation, Errno errno, ErrnoRow.Throwing attempt) {
    rows.add(ErrnoRow.typed(call, situation, errno, attempt));
  }

  /** A call of the raw layer. */
  final void raw(String call, String situation, Errno errno, ErrnoRow.Attempt attempt) {
    rows.add(ErrnoRow.raw(call, situation, errno, attempt));
  }

  /** A look-up of the typed layer, and the code of the resolver. */
  final void typedName(String call, String situation, int code, ErrnoRow.Throwing attempt) {
    rows.add(ErrnoRow.typedName(call, situation, code, attempt));
  }

  /** A look-up of the raw layer, and the code of the resolver. */
  final void rawName(String call, String situation, int code, ErrnoRow.Attempt attempt) {
    rows.add(ErrnoRow.rawName(call, situation, code, attempt));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void call_inABadSituation_failsAsTheManPageSays(ErrnoRow row) throws Exception {
    try {
      ErrnoRow.Outcome outcome = row.outcome();
      assertThat(outcome.actual()).isEqualTo(outcome.expected());
    } catch (CannotHappenHere reason) {
      Assumptions.abort(reason.getMessage());
    }
  }
}
