package dev.sluice;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** The buffer against a model that is a byte array and two numbers. */
@AddLifecycleHook(NoLeakedDescriptors.class)
class IoBufferPropertyTest {
  private static final int MOST_STEP_BYTES = 7;

  /** What a buffer should be. */
  static final class Model {
    private final byte[] bytes;
    private int read;
    private int write;

    Model(int capacity) {
      bytes = new byte[capacity];
    }

    byte[] readable() {
      return Arrays.copyOfRange(bytes, read, write);
    }

    boolean put(byte[] source) {
      if (source.length > bytes.length - write) {
        return false;
      }
      System.arraycopy(source, 0, bytes, write, source.length);
      write += source.length;
      return true;
    }

    boolean skip(int count) {
      if (count > write - read) {
        return false;
      }
      read += count;
      return true;
    }

    void compact() {
      byte[] rest = readable();
      System.arraycopy(rest, 0, bytes, 0, rest.length);
      read = 0;
      write = rest.length;
    }

    void clear() {
      read = 0;
      write = 0;
    }
  }

  /** What is done to a buffer. */
  enum Call {
    PUT,
    PUT_ONE,
    SKIP,
    GET,
    FILLED,
    GET_SLICE,
    PUT_BUFFER,
    COMPACT,
    CLEAR
  }

  /** A call, with the content that it puts, or is to take as much as; a character per byte. */
  record Step(Call call, String content) {
    byte[] bytes() {
      return content.getBytes(ISO_8859_1);
    }

    void take(IoBuffer buffer, Model model) {
      int count = content.length();
      switch (call) {
        case PUT -> done(model.put(bytes()), () -> buffer.put(bytes()));
        case PUT_ONE -> {
          byte one = (byte) count;
          done(model.put(new byte[] {one}), () -> buffer.put(one));
        }
        case SKIP -> done(model.skip(count), () -> buffer.skip(count));
        case GET -> takeBytes(count, buffer, model);
        case FILLED -> fill(bytes(), buffer, model);
        case GET_SLICE -> takeSlice(count, buffer, model);
        case PUT_BUFFER -> putBuffer(bytes(), buffer, model);
        case COMPACT -> {
          model.compact();
          buffer.compact();
        }
        case CLEAR -> {
          model.clear();
          buffer.clear();
        }
      }
    }
  }

  /** Returns steps that are often too long for the buffer. */
  @Provide
  static Arbitrary<List<Step>> steps() {
    Arbitrary<String> contents =
        HostileBytes.ofLength(0, MOST_STEP_BYTES).map(bytes -> new String(bytes, ISO_8859_1));
    return Combinators.combine(Arbitraries.of(Call.class), contents)
        .as(Step::new)
        .list()
        .ofMaxSize(30);
  }

  @Property
  void anySteps_behaveAsTheModel(
      @ForAll @IntRange(min = 1, max = 19) int capacity, @ForAll("steps") List<Step> steps) {
    Model model = new Model(capacity);
    try (IoBuffer buffer = IoBuffer.allocate(capacity)) {
      for (Step step : steps) {
        step.take(buffer, model);
        compare(buffer, model, capacity);
      }
    }
  }

  private static void takeBytes(int count, IoBuffer buffer, Model model) {
    byte[] expected = Arrays.copyOf(model.readable(), count);
    byte[] taken = new byte[count];
    if (done(model.skip(count), () -> buffer.get(taken))) {
      assertThat(taken).isEqualTo(expected);
    }
  }

  private static void fill(byte[] filled, IoBuffer buffer, Model model) {
    boolean fits = model.put(filled);
    if (fits) {
      buffer.writableMemory().asSlice(0, filled.length).copyFrom(MemorySegment.ofArray(filled));
    }
    done(fits, () -> buffer.filled(filled.length));
  }

  private static void putBuffer(byte[] source, IoBuffer buffer, Model model) {
    try (IoBuffer other = IoBuffer.allocate(MOST_STEP_BYTES).put(source)) {
      boolean fits = model.put(source);
      done(fits, () -> buffer.put(other));
      assertThat(other.readable()).isEqualTo(fits ? 0 : source.length);
    }
  }

  private static void takeSlice(int count, IoBuffer buffer, Model model) {
    byte[] expected = Arrays.copyOf(model.readable(), count);
    IoBuffer[] slice = new IoBuffer[1];
    if (done(model.skip(count), () -> slice[0] = buffer.getSlice(count))) {
      assertThat(slice[0].writable()).isZero();
      assertThat(slice[0].getAll()).isEqualTo(expected);
    }
  }

  /** Takes the step on the buffer: it works where the model's did, and is refused elsewhere. */
  private static boolean done(boolean possible, Runnable step) {
    if (possible) {
      step.run();
    } else {
      assertThatThrownBy(step::run).isInstanceOf(IndexOutOfBoundsException.class);
    }
    return possible;
  }

  private static void compare(IoBuffer buffer, Model model, int capacity) {
    assertThat(buffer.readIndex()).isEqualTo(model.read);
    assertThat(buffer.writeIndex()).isEqualTo(model.write);
    assertThat(buffer.capacity()).isEqualTo(capacity);
    assertThat(buffer.readable()).isEqualTo(model.write - model.read);
    assertThat(buffer.writable()).isEqualTo(capacity - model.write);
    assertThat(buffer.isEmpty()).isEqualTo(model.write == model.read);
    byte[] readable = model.readable();
    assertThat(buffer.readableMemory().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(readable);
    assertThat(buffer.writableMemory().byteSize()).isEqualTo(capacity - model.write);
    for (int i = 0; i < readable.length; i++) {
      assertThat(buffer.peek(i)).isEqualTo(readable[i] & 0xFF);
    }
    assertThatThrownBy(() -> buffer.peek(readable.length))
        .isInstanceOf(IndexOutOfBoundsException.class)
        .hasMessage("offset %d is outside the %d readable bytes", readable.length, readable.length);
  }

  /** Returns neighbours by one, and the sign bit: what arithmetic on eight bytes may mix up. */
  @Provide
  static Arbitrary<byte[]> neighbours() {
    return Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.bytes().between((byte) -1, (byte) 1)),
            Tuple.of(1, Arbitraries.of((byte) 0x7F, (byte) 0x80, (byte) 0x81)))
        .array(byte[].class)
        .ofMaxSize(39);
  }

  @Property
  void indexOf_anyContent_isTheFirstOne(
      @ForAll("neighbours") byte[] content,
      @ForAll @IntRange(min = -2, max = 2) int value,
      @ForAll @IntRange(max = 39) int offset) {
    int passed = Math.min(offset, content.length);
    int expected = passed;
    while (expected < content.length && content[expected] != (byte) value) {
      expected++;
    }
    try (IoBuffer buffer = IoBuffer.allocate(50)) {
      buffer.put(new byte[] {(byte) value, 0, 0}).skip(3).put(content);
      int found = buffer.indexOf(value, passed);
      assertThat(found).isEqualTo(expected == content.length ? -1 : expected);
      assertThat(buffer.readable()).isEqualTo(content.length);
    }
  }
}
