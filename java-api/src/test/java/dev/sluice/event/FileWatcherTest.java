package dev.sluice.event;

import static dev.sluice.event.FileEvents.CREATE;
import static dev.sluice.event.FileEvents.DELETE;
import static dev.sluice.event.FileEvents.MODIFY;
import static dev.sluice.event.FileEvents.MOVED_FROM;
import static dev.sluice.event.FileEvents.MOVED_TO;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.FdClosedException;
import dev.sluice.NoLeakedDescriptors;
import dev.sluice.sys.InotifyEvent;
import dev.sluice.sys.InotifySys;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's rules for inotify. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class FileWatcherTest {
  @TempDir Path directory;
  private FileWatcher watcher;

  @BeforeEach
  void open() throws Exception {
    watcher = FileWatcher.open();
  }

  @AfterEach
  void close() {
    watcher.close();
  }

  /** Events in words: what, and the name. */
  private List<String> read() throws ErrnoException {
    List<String> lines = new ArrayList<>();
    while (watcher.read() > 0) {
      for (int i = 0; i < watcher.count(); i++) {
        lines.add((watcher.events(i) + " " + watcher.name(i)).strip());
      }
    }
    return lines;
  }

  @Test
  void watch_directory_tellsOfItsEntries() throws Exception {
    // Local file systems report when the call that does it returns.
    int watch = watcher.watch(directory, CREATE.and(MODIFY).and(DELETE));
    assertThat(watcher.read()).isZero();
    Path file = Files.createFile(directory.resolve("file"));
    Files.writeString(file, "content");
    Files.delete(file);
    assertThat(watcher.fd().awaitReadable(0)).isTrue();
    assertThat(watcher.read()).isEqualTo(3);
    for (int i = 0; i < 3; i++) {
      assertThat(watcher.watch(i)).isEqualTo(watch);
      assertThat(watcher.name(i)).isEqualTo("file");
    }
    assertThat(watcher.events(0)).isEqualTo(CREATE);
    assertThat(watcher.events(1)).isEqualTo(MODIFY);
    assertThat(watcher.events(2)).isEqualTo(DELETE);
  }

  @Test
  void rename_within_hasOneCookie() throws Exception {
    // The two halves of a rename come in a row and share a cookie that is not 0.
    watcher.watch(directory, MOVED_FROM.and(MOVED_TO));
    Path file = Files.createFile(directory.resolve("from"));
    Files.move(file, directory.resolve("to"));
    assertThat(watcher.read()).isEqualTo(2);
    assertThat(watcher.events(0)).isEqualTo(MOVED_FROM);
    assertThat(watcher.name(0)).isEqualTo("from");
    assertThat(watcher.events(1)).isEqualTo(MOVED_TO);
    assertThat(watcher.name(1)).isEqualTo("to");
    assertThat(watcher.cookie(0)).isEqualTo(watcher.cookie(1)).isNotZero();
  }

  @Test
  void names_ofEveryLength_areWhole() throws Exception {
    // A name is padded with NULs to a multiple of 16 bytes: 15, 16 and 255 are the edges.
    watcher.watch(directory, CREATE);
    List<String> expected = new ArrayList<>();
    for (int length : new int[] {1, 14, 15, 16, 17, 31, 32, 255}) {
      String name = "n".repeat(length);
      Files.createFile(directory.resolve(name));
      expected.add("IN_CREATE " + name);
    }
    assertThat(read()).isEqualTo(expected);
  }

  @Test
  void sameEventTwice_unread_isMerged() throws Exception {
    // Equal events in a row are one: inotify tells that something happened, not how often.
    Path file = Files.createFile(directory.resolve("file"));
    watcher.watch(directory, FileEvents.ATTRIB);
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000));
    Files.setLastModifiedTime(file, FileTime.fromMillis(2_000));
    assertThat(read()).containsExactly("IN_ATTRIB file");
  }

  @Test
  void watch_again_replacesAndKeepsTheNumber() throws Exception {
    int first = watcher.watch(directory, CREATE);
    int second = watcher.watch(directory, DELETE);
    assertThat(second).isEqualTo(first);
    Path file = Files.createFile(directory.resolve("file"));
    Files.delete(file);
    assertThat(read()).containsExactly("IN_DELETE file");
    // MASK_ADD adds in place of replacing.
    watcher.watch(directory, CREATE.and(FileEvents.MASK_ADD));
    Files.delete(Files.createFile(file));
    assertThat(read()).containsExactly("IN_CREATE file", "IN_DELETE file");
  }

  @Test
  void unwatch_tellsThatItHasEnded() throws Exception {
    int watch = watcher.watch(directory, CREATE);
    Files.createFile(directory.resolve("file"));
    watcher.unwatch(watch);
    assertThat(read()).containsExactly("IN_CREATE file", "IN_IGNORED");
    assertThatThrownBy(() -> watcher.unwatch(watch))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EINVAL));
  }

  @Test
  void deleteOfWatched_endsTheWatch() throws Exception {
    Path file = Files.createFile(directory.resolve("file"));
    watcher.watch(file, FileEvents.DELETE_SELF);
    Files.delete(file);
    assertThat(read()).containsExactly("IN_DELETE_SELF", "IN_IGNORED");
  }

  @Test
  void subdirectory_isMarkedAndNotWatched() throws Exception {
    watcher.watch(directory, CREATE);
    Path below = Files.createDirectory(directory.resolve("below"));
    Files.createFile(below.resolve("unseen"));
    assertThat(read()).containsExactly("IN_CREATE|IN_ISDIR below");
  }

  @Test
  void oneShot_endsAfterOneEvent() throws Exception {
    watcher.watch(directory, CREATE.and(FileEvents.ONE_SHOT));
    Files.createFile(directory.resolve("first"));
    Files.createFile(directory.resolve("second"));
    assertThat(read()).containsExactly("IN_CREATE first", "IN_IGNORED");
  }

  @Test
  void overflow_isReportedWithoutAWatch() throws Exception {
    // Beyond max_queued_events the kernel drops events and says so once, with watch -1.
    Path limit = Path.of("/proc/sys/fs/inotify/max_queued_events");
    // Not readString: it reads a file without a size byte by byte, and /proc/sys answers once.
    int queued = Integer.parseInt(Files.readAllLines(limit).getFirst());
    Assumptions.assumeTrue(queued <= 100_000, limit + " is " + queued);
    Path one = Files.createFile(directory.resolve("one"));
    Path two = directory.resolve("two");
    watcher.watch(directory, MOVED_FROM.and(MOVED_TO));
    // Renames carry cookies, so that none is merged with another.
    for (int i = 0; i <= queued / 4; i++) {
      Files.move(one, two);
      Files.move(two, one);
    }
    int seen = 0;
    boolean overflow = false;
    while (watcher.read() > 0) {
      for (int i = 0; i < watcher.count(); i++) {
        if (watcher.isOverflow(i)) {
          overflow = true;
          assertThat(watcher.watch(i)).isEqualTo(-1);
          assertThat(watcher.name(i)).isEmpty();
        } else {
          seen++;
        }
      }
    }
    assertThat(overflow).as("overflow after " + seen).isTrue();
    assertThat(seen).isEqualTo(queued);
  }

  @Test
  void watch_missingOrWrong_isRefusedWithThePath() throws Exception {
    Path missing = directory.resolve("missing");
    assertThatThrownBy(() -> watcher.watch(missing, CREATE))
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
        .hasMessageContaining(missing.toString());
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> watcher.watch(file, CREATE.and(FileEvents.ONLY_DIRECTORY)))
        .hasMessageContaining("ENOTDIR");
    assertThatThrownBy(() -> watcher.watch(file, FileEvents.of(0))).hasMessageContaining("EINVAL");
  }

  @Test
  void closed_isRefused() {
    watcher.close();
    assertThatThrownBy(() -> watcher.read()).isInstanceOf(FdClosedException.class);
    assertThatThrownBy(() -> watcher.name(0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void events_unknownBits_areKeptAndShown() {
    FileEvents events = CREATE.and(FileEvents.DIRECTORY).and(FileEvents.of(0x10_0000));
    assertThat(events).hasToString("IN_CREATE|IN_ISDIR|0x100000");
    assertThat(events.containsAll(CREATE.and(FileEvents.DIRECTORY))).isTrue();
    assertThat(events.containsAll(CREATE.and(DELETE))).isFalse();
    assertThat(events.intersects(CREATE.and(DELETE))).isTrue();
    assertThat(FileEvents.of(events.bits())).isEqualTo(events).hasSameHashCodeAs(events);
    assertThat(FileEvents.of(0)).hasToString("0x0");
    assertThat(FileEvents.ONE_SHOT.bits()).isEqualTo(InotifySys.IN_ONESHOT);
  }

  @Test
  void split_wholeEvents_areFound() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(64, 8);
      InotifyEvent.len.set(buffer, 16);
      int[] offsets = new int[4];
      assertThat(FileWatcher.split(buffer, 48, offsets)).isEqualTo(2);
      assertThat(offsets).startsWith(0, 32);
      assertThat(FileWatcher.split(buffer, 0, offsets)).isZero();
    }
  }

  @Test
  void split_cutOff_isRefusedWithoutReadingBehind() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(64, 8);
      int[] offsets = new int[4];
      for (int bytes : new int[] {1, 15, 17, 31}) {
        assertThatThrownBy(() -> FileWatcher.split(buffer, bytes, offsets))
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("cut off");
      }
      for (int length : new int[] {1, 16, Integer.MAX_VALUE, -1, Integer.MIN_VALUE}) {
        InotifyEvent.len.set(buffer, length);
        assertThatThrownBy(() -> FileWatcher.split(buffer, 16, offsets))
            .isInstanceOf(IllegalStateException.class);
      }
      assertThat(buffer.get(JAVA_BYTE, 0)).isZero();
    }
  }
}
