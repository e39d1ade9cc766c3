package dev.sluice.errno;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.NoLeakedDescriptors;
import dev.sluice.errno.ErrnoRow.Layer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the tables have in common. */
@ExtendWith(NoLeakedDescriptors.class)
class ErrnoTablesTest {
  private static final int LEAST_ROWS = 120;

  private static List<ErrnoRow> all() {
    List<ErrnoRow> rows = new ArrayList<>(new UnprivilegedRows().rows());
    List<ErrnoContract> tables =
        List.of(
            new SocketErrnoTest(),
            new ConnectErrnoTest(),
            new TransferErrnoTest(),
            new OptionErrnoTest(),
            new EventErrnoTest(),
            new FileErrnoTest(),
            new NameErrnoTest());
    tables.forEach(table -> rows.addAll(table.rows()));
    return rows;
  }

  @Test
  void rows_ofAllTables_areManyAndDistinct() {
    assertThat(all())
        .hasSizeGreaterThan(LEAST_ROWS)
        .extracting(ErrnoRow::toString)
        .doesNotHaveDuplicates();
  }

  @Test
  void rows_ofTheTypedLayer_areManyByThemselves() {
    assertThat(all()).filteredOn(row -> row.layer() == Layer.TYPED).hasSizeGreaterThan(LEAST_ROWS);
  }
}
