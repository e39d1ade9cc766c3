package dev.sluice.event;

import static dev.sluice.event.FileEvents.CLOSE_WRITE;
import static dev.sluice.event.FileEvents.CREATE;
import static dev.sluice.event.FileEvents.DELETE;
import static dev.sluice.event.FileEvents.MOVED_FROM;
import static dev.sluice.event.FileEvents.MOVED_TO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.ErrnoException;
import dev.sluice.NoLeakedDescriptors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Directories that come, go and move while they are watched. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class TreeWatcherTest {
  @TempDir Path elsewhere;
  @TempDir Path root;
  private TreeWatcher tree;

  @BeforeEach
  void open() throws Exception {
    Files.createDirectories(root.resolve("a/b"));
    tree = TreeWatcher.open(root, CREATE.and(CLOSE_WRITE).and(DELETE));
  }

  @AfterEach
  void close() {
    tree.close();
  }

  /** All changes so far, in words; each once. */
  private Set<String> changes() throws IOException {
    Set<String> lines = new LinkedHashSet<>();
    while (tree.fd().awaitReadable(0)) {
      for (TreeWatcher.Change change : tree.read()) {
        lines.add(change.events() + " " + root.relativize(change.path()));
      }
    }
    return lines;
  }

  @Test
  void file_deepBelow_isReportedByItsPath() throws Exception {
    Files.writeString(root.resolve("a/b/file"), "content");
    assertThat(changes()).containsExactly("IN_CREATE a/b/file", "IN_CLOSE_WRITE a/b/file");
    assertThat(tree.size()).isEqualTo(3);
  }

  @Test
  void newDirectory_filledBeforeItsWatch_isReportedWhole() throws Exception {
    // What was made before the watch was there comes from listing the directory.
    Path below = Files.createDirectories(root.resolve("new/deep"));
    Files.createFile(below.resolve("file"));
    assertThat(changes())
        .containsExactly(
            "IN_CREATE|IN_ISDIR new", "IN_CREATE|IN_ISDIR new/deep", "IN_CREATE new/deep/file");
    // And what is made afterwards comes from the watch.
    Files.createFile(below.resolve("later"));
    assertThat(changes()).contains("IN_CREATE new/deep/later");
  }

  @Test
  void renamedDirectory_tellsNewPaths() throws Exception {
    // A watch follows the inode; the path that we know is the old one.
    Files.createFile(root.resolve("a/b/old"));
    changes();
    Files.move(root.resolve("a"), root.resolve("z"));
    Files.createFile(root.resolve("z/b/new"));
    assertThat(changes()).contains("IN_CREATE z/b/old", "IN_CREATE z/b/new");
    Files.createFile(root.resolve("z/b/last"));
    assertThat(changes()).containsExactly("IN_CREATE z/b/last", "IN_CLOSE_WRITE z/b/last");
    assertThat(tree.size()).isEqualTo(3);
  }

  @Test
  void directoryMovedOut_isForgotten() throws Exception {
    Files.move(root.resolve("a"), elsewhere.resolve("a"));
    changes();
    Files.createFile(elsewhere.resolve("a/b/unseen"));
    assertThat(changes()).isEmpty();
    assertThat(tree.size()).isEqualTo(1);
  }

  @Test
  void directoryMovedIn_isWatched() throws Exception {
    Path outside = Files.createDirectories(elsewhere.resolve("in/deep"));
    Files.createFile(outside.resolve("file"));
    Files.move(elsewhere.resolve("in"), root.resolve("in"));
    assertThat(changes()).contains("IN_CREATE in/deep/file");
    Files.createFile(root.resolve("in/deep/later"));
    assertThat(changes())
        .containsExactly("IN_CREATE in/deep/later", "IN_CLOSE_WRITE in/deep/later");
  }

  @Test
  void deletedDirectories_areForgotten() throws Exception {
    Files.delete(root.resolve("a/b"));
    Files.delete(root.resolve("a"));
    assertThat(changes()).contains("IN_DELETE|IN_ISDIR a/b", "IN_DELETE|IN_ISDIR a");
    assertThat(tree.size()).isEqualTo(1);
    // The same path again is another directory.
    Files.createDirectories(root.resolve("a/b"));
    changes();
    Files.createFile(root.resolve("a/b/file"));
    assertThat(changes()).containsExactly("IN_CREATE a/b/file", "IN_CLOSE_WRITE a/b/file");
  }

  @Test
  void directoryGoneBeforeItIsRead_isNoError() throws Exception {
    Files.delete(Files.createDirectory(root.resolve("brief")));
    assertThat(changes()).containsExactly("IN_CREATE|IN_ISDIR brief", "IN_DELETE|IN_ISDIR brief");
    assertThat(tree.size()).isEqualTo(3);
  }

  @Test
  void symbolicLink_isNotFollowed() throws Exception {
    Files.createSymbolicLink(root.resolve("link"), elsewhere);
    assertThat(changes()).containsExactly("IN_CREATE link");
    Files.createFile(elsewhere.resolve("unseen"));
    assertThat(changes()).isEmpty();
  }

  @Test
  void changesNotAskedFor_areFollowedAndNotTold() throws Exception {
    try (TreeWatcher deletes = TreeWatcher.open(root, DELETE)) {
      Path file = Files.createFile(Files.createDirectory(root.resolve("quiet")).resolve("file"));
      assertThat(deletes.read()).isEmpty();
      Files.delete(file);
      assertThat(deletes.read()).extracting(TreeWatcher.Change::path).containsExactly(file);
    }
  }

  @Test
  void rename_asked_hasOneCookie() throws Exception {
    try (TreeWatcher moves = TreeWatcher.open(root, MOVED_FROM.and(MOVED_TO))) {
      Path file = Files.createFile(root.resolve("a/file"));
      Files.move(file, root.resolve("a/b/file"));
      List<TreeWatcher.Change> both = moves.read();
      assertThat(both).hasSize(2);
      assertThat(both.get(0).cookie()).isEqualTo(both.get(1).cookie()).isNotZero();
    }
  }

  @Test
  void open_noDirectoryOrOptions_isRefusedAndLeavesNothing() throws Exception {
    Path file = Files.createFile(root.resolve("file"));
    assertThatThrownBy(() -> TreeWatcher.open(file, CREATE))
        .isInstanceOf(ErrnoException.class)
        .hasMessageContaining("ENOTDIR");
    assertThatThrownBy(() -> TreeWatcher.open(root, CREATE.and(FileEvents.ONE_SHOT)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("IN_ONESHOT");
  }
}
