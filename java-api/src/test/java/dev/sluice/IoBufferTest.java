package dev.sluice;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The buffer's rules, one by one. */
@ExtendWith(NoLeakedDescriptors.class)
class IoBufferTest {
  @RegisterExtension final Async async = new Async();

  @Test
  void getAll_text_takesEverything() {
    try (IoBuffer buffer = IoBuffer.allocate(64)) {
      buffer.put("Grüße", UTF_8);
      assertThat(buffer.getAll(UTF_8)).isEqualTo("Grüße");
      assertThat(buffer.getAll()).isEmpty();
      assertThat(buffer).hasToString("IoBuffer[read 7, written 7, capacity 64]");
    }
  }

  @Test
  void getSlice_bytes_areSharedUntilTheyMove() {
    try (IoBuffer buffer = IoBuffer.allocate(16)) {
      buffer.put("onetwothree", UTF_8);
      IoBuffer one = buffer.getSlice(3);
      buffer.put('!');
      assertThat(one).hasToString("IoBuffer[read 0, written 3, capacity 3]");
      assertThat(one.getAll(UTF_8)).isEqualTo("one");
      IoBuffer two = buffer.getSlice(3);
      assertThat(two).isSameAs(one);
      IoBuffer partOfTwo = two.getSlice(2);
      assertThat(partOfTwo.getAll(UTF_8)).isEqualTo("tw");
      assertThat(two.compact().getAll(UTF_8)).isEqualTo("o");
      two.clear().put("123456", UTF_8);
      assertThatThrownBy(() -> two.put('7')).isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(buffer.getAll(UTF_8)).isEqualTo("three!");
    }
  }

  @Test
  void getSlice_bufferCompactedOrCleared_isEmpty() {
    try (IoBuffer buffer = IoBuffer.allocate(16)) {
      IoBuffer slice = buffer.put("onetwo", UTF_8).getSlice(3);
      IoBuffer partOfSlice = slice.getSlice(2);
      buffer.compact();
      assertThat(slice).hasToString("IoBuffer[read 0, written 0, capacity 0]");
      assertThat(partOfSlice).hasToString("IoBuffer[read 0, written 0, capacity 0]");
      assertThat(buffer.getSlice(3).getAll(UTF_8)).isEqualTo("two");
      slice = buffer.put("six", UTF_8).getSlice(3);
      buffer.clear();
      assertThat(slice.isEmpty()).isTrue();
      assertThat(slice.writable()).isZero();
    }
  }

  @Test
  void indexOf_behindTheEnd_isRefused() {
    try (IoBuffer buffer = IoBuffer.allocate(16).put(1)) {
      assertThat(buffer.indexOf(1, 1)).isEqualTo(-1);
      assertThatThrownBy(() -> buffer.indexOf(1, 2)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> buffer.indexOf(1, -1)).isInstanceOf(IndexOutOfBoundsException.class);
    }
  }

  @Test
  void put_itself_repeatsWhatWasReadable() {
    try (IoBuffer buffer = IoBuffer.allocate(8).put("ab", UTF_8)) {
      buffer.put(buffer);
      assertThat(buffer).hasToString("IoBuffer[read 2, written 4, capacity 8]");
      assertThat(buffer.getAll(UTF_8)).isEqualTo("ab");
    }
  }

  @Test
  void parts_ofArrays_areCheckedBeforeAnythingMoves() {
    try (IoBuffer buffer = IoBuffer.allocate(8)) {
      byte[] array = {1, 2, 3, 4};
      buffer.put(array, 1, 2);
      assertThat(buffer.peek(0)).isEqualTo(2);
      assertThatThrownBy(() -> buffer.put(array, 3, 2))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> buffer.put(array, 0, -1))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage(
              "-1 bytes asked for, and 6 of IoBuffer[read 0, written 2, capacity 8] are writable");
      assertThatThrownBy(() -> buffer.get(array, 3, 2))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> buffer.skip(Integer.MIN_VALUE))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> buffer.filled(Integer.MAX_VALUE))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> buffer.peek(-1)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThat(buffer.readable()).isEqualTo(2);
    }
  }

  @Test
  void allocate_noRoom_isRefused() {
    assertThatThrownBy(() -> IoBuffer.allocate(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a buffer has at least 1 byte, not 0");
  }

  @Test
  void wrap_memoryTheKernelCannotUse_isRefused() {
    assertThatThrownBy(() -> IoBuffer.wrap(MemorySegment.ofArray(new byte[8])))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("the kernel cannot use memory on the Java heap");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment readOnly = arena.allocate(8).asReadOnly();
      assertThatThrownBy(() -> IoBuffer.wrap(readOnly))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("read-only");
    }
    MemorySegment tooLarge = MemorySegment.NULL;
    assertThatThrownBy(() -> IoBuffer.wrap(tooLarge))
        .hasMessage("a buffer has 1 byte to 2 GiB - 1, not 0 bytes");
  }

  @Test
  void close_twice_freesOnceAndUseIsRefused() {
    IoBuffer buffer = IoBuffer.allocate(8).put(1);
    buffer.close();
    buffer.close();
    assertThatThrownBy(() -> buffer.put(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(buffer::get).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> buffer.peek(0)).isInstanceOf(IllegalStateException.class);
    assertThat(buffer.readable()).isEqualTo(1);
  }

  @Test
  void close_wrapped_leavesTheMemoryToItsArena() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment memory = arena.allocate(8);
      IoBuffer.wrap(memory).put(7).close();
      assertThat(memory.get(ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) 7);
    }
  }

  @Test
  void anotherThread_allocated_isRefusedAndMovesNothing() throws Exception {
    try (IoBuffer buffer = IoBuffer.allocate(8).put(1)) {
      assertThatThrownBy(async.start(buffer::get)::join).isInstanceOf(WrongThreadException.class);
      assertThatThrownBy(async.start(() -> buffer.put(2))::join)
          .isInstanceOf(WrongThreadException.class);
      assertThat(buffer.readable()).isEqualTo(1);
    }
  }

  @Test
  void anotherThread_automaticArena_mayUseIt() throws Exception {
    IoBuffer buffer = IoBuffer.wrap(Arena.ofAuto().allocate(8)).put(5);
    assertThat(async.start(buffer::get).join()).isEqualTo(5);
  }
}
