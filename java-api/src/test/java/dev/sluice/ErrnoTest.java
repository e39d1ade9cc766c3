package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.sys.ErrnoSys;
import dev.sluice.sys.Foreign;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Error numbers as C has them: the raw layer's constants are held against C's golden files. */
@ExtendWith(NoLeakedDescriptors.class)
class ErrnoTest {
  private static List<Field> constants(Class<?> type) {
    List<Field> constants = new ArrayList<>();
    for (Field field : type.getFields()) {
      if (Modifier.isStatic(field.getModifiers()) && field.getName().matches("E[A-Z0-9]+")) {
        constants.add(field);
      }
    }
    return constants;
  }

  @Test
  void constants_all_equalTheRawLayers() throws Exception {
    List<Field> constants = constants(Errno.class);
    assertThat(constants).isNotEmpty();
    for (Field constant : constants) {
      Errno errno = (Errno) constant.get(null);
      assertThat(errno.number())
          .as(constant.getName())
          .isEqualTo(ErrnoSys.class.getField(constant.getName()).getInt(null));
      assertThat(errno.name()).isEqualTo(constant.getName());
    }
  }

  @Test
  void rawLayer_allNumbers_haveAConstant() throws Exception {
    List<Field> raw = constants(ErrnoSys.class);
    assertThat(raw).isNotEmpty();
    for (Field constant : raw) {
      int number = constant.getInt(null);
      assertThat(Errno.of(number).name()).as(constant.getName()).doesNotStartWith("errno ");
    }
  }

  @Test
  void description_ofEachConstant_isThatOfTheCLibrary() throws Exception {
    // musl words them in its own way; ours are glibc's.
    boolean glibc = dev.sluice.sys.Abi.name().endsWith("glibc");
    org.junit.jupiter.api.Assumptions.assumeTrue(glibc, "the words are those of glibc");
    for (Field constant : constants(Errno.class)) {
      Errno errno = (Errno) constant.get(null);
      assertThat(errno.description()).isEqualTo(Foreign.string(ErrnoSys.strerror(errno.number())));
    }
  }

  @Test
  void of_knownNumber_isTheConstantItself() {
    assertThat(Errno.of(ErrnoSys.ECONNREFUSED)).isSameAs(Errno.ECONNREFUSED);
    assertThat(Errno.ECONNREFUSED).hasToString("ECONNREFUSED (111) Connection refused");
  }

  @Test
  void of_unknownNumber_isKept() {
    for (int number : new int[] {41, 58, 134, 4711, Integer.MAX_VALUE}) {
      Errno unknown = Errno.of(number);
      assertThat(unknown.number()).isEqualTo(number);
      assertThat(unknown).isEqualTo(Errno.of(number)).hasSameHashCodeAs(Errno.of(number));
      assertThat(unknown)
          .hasToString("errno " + number + " (" + number + ") Unknown error " + number);
    }
  }

  @Test
  void of_notPositive_isRefused() {
    for (int number : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> Errno.of(number))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("an errno is positive, not " + number);
    }
  }
}
