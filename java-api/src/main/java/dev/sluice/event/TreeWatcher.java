package dev.sluice.event;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.Fd;
import dev.sluice.Pollable;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Watches a directory and everything below, with a {@link FileWatcher} and a watch per directory.
 * Its life: {@link #open} → {@link #read} → {@link #close}.
 *
 * <p>The rule people trip over: between the making of a directory and its watch, files may appear
 * in it that nobody sees. So a new directory is also listed, and what is in it is reported as
 * {@link FileEvents#CREATE}; something may be told twice, and nothing is missed. The same happens
 * with a directory that is renamed, whether from elsewhere or within the tree.
 *
 * <p>Symbolic links are not followed. Never blocks: wait with a poller, or {@link
 * Fd#awaitReadable}. Confined to one thread at a time.
 */
public final class TreeWatcher implements Pollable, AutoCloseable {
  /** What we need to know ourselves, to keep up with directories that come and go. */
  private static final FileEvents STRUCTURE =
      FileEvents.CREATE
          .and(FileEvents.MOVED_FROM)
          .and(FileEvents.MOVED_TO)
          .and(FileEvents.DELETE_SELF)
          .and(FileEvents.ONLY_DIRECTORY)
          .and(FileEvents.NO_FOLLOW)
          .and(FileEvents.EXCLUDE_UNLINKED);

  private static final FileEvents TOLD_ALWAYS = FileEvents.OVERFLOW.and(FileEvents.UNMOUNT);

  private final Path root;
  private final FileEvents wanted;
  private final FileWatcher watcher;
  private final Map<Integer, Path> directories = new HashMap<>();

  /** What the current read found so far, and the index of the watcher's next event. */
  private final List<Change> pending = new ArrayList<>();

  private int next;

  /**
   * Something that happened.
   *
   * @param path what it happened to; the root for an overflow
   * @param events what happened
   * @param cookie what the two halves of a rename have in common; 0 if it was none
   */
  public record Change(Path path, FileEvents events, int cookie) {}

  private TreeWatcher(Path root, FileEvents wanted, FileWatcher watcher) {
    this.root = root;
    this.wanted = wanted;
    this.watcher = watcher;
  }

  /**
   * Watches a directory and all directories below.
   *
   * @param root the directory
   * @param events what to report; an overflow is reported in any case
   * @throws IllegalArgumentException for options, which would break the watching of a tree
   * @throws ErrnoException {@code ENOTDIR}, {@code ENOENT} if there is no such directory; {@code
   *     ENOSPC} if there are more directories than {@code /proc/sys/fs/inotify/max_user_watches};
   *     nothing is left open
   */
  public static TreeWatcher open(Path root, FileEvents events) throws IOException {
    if (!FileEvents.ALL.containsAll(events)) {
      throw new IllegalArgumentException("a tree is watched for events, not for " + events);
    }
    FileWatcher watcher = FileWatcher.open();
    TreeWatcher tree = new TreeWatcher(root, events, watcher);
    try {
      tree.directories.put(watcher.watch(root, events.and(STRUCTURE)), root);
      tree.watchBelow(root, new ArrayList<>());
      return tree;
    } catch (IOException | RuntimeException | Error e) {
      watcher.close();
      throw e;
    }
  }

  /**
   * Reads what has happened since. After an exception the next call goes on behind what caused it.
   *
   * @return the changes in order, not necessarily all: a level trigger tells of the others; empty
   *     if there is none. After an {@link FileEvents#OVERFLOW} look at the files themselves:
   *     changes were lost, though all directories are watched again
   * @throws dev.sluice.FdClosedException if this is closed
   * @throws ErrnoException {@code ENOSPC} if a new directory is one too many
   * @throws IOException if a new directory cannot be listed
   */
  public List<Change> read() throws IOException {
    if (next == watcher.count()) {
      next = 0;
      watcher.read();
    }
    while (next < watcher.count()) {
      take(next++, pending); // what it throws does not lose what others are about
    }
    List<Change> changes = List.copyOf(pending);
    pending.clear();
    return changes;
  }

  private void take(int index, List<Change> changes) throws IOException {
    FileEvents events = watcher.events(index);
    int watch = watcher.watch(index);
    if (events.intersects(FileEvents.OVERFLOW)) {
      report(changes, root, events, 0);
      watchAgain();
      return;
    }
    Path directory = directories.get(watch);
    if (directory == null) {
      return; // of a directory that has left the tree
    }
    String name = watcher.name(index);
    Path path = name.isEmpty() ? directory : directory.resolve(name);
    report(changes, path, events, watcher.cookie(index));
    if (events.intersects(FileEvents.IGNORED)) {
      directories.remove(watch);
    } else if (events.intersects(FileEvents.DIRECTORY) && !name.isEmpty()) {
      if (events.intersects(FileEvents.MOVED_FROM)) {
        forget(path);
      } else if (events.intersects(FileEvents.CREATE.and(FileEvents.MOVED_TO))) {
        watch(path, changes);
      }
    }
  }

  private void report(List<Change> changes, Path path, FileEvents events, int cookie) {
    if (events.intersects(wanted.and(TOLD_ALWAYS))) {
      changes.add(new Change(path, events, cookie));
    }
  }

  /** Watches a directory that has appeared, and what it has in it by now. */
  private void watch(Path directory, List<Change> changes) throws IOException {
    if (addWatch(directory)) {
      watchBelow(directory, changes);
    }
  }

  private boolean addWatch(Path directory) throws ErrnoException {
    try {
      directories.put(watcher.watch(directory, wanted.and(STRUCTURE)), directory);
      return true;
    } catch (ErrnoException e) {
      if (e.errno().equals(Errno.ENOENT) || e.errno().equals(Errno.ENOTDIR)) {
        return false; // gone again, or replaced: its parent tells
      }
      throw e;
    }
  }

  private void watchBelow(Path directory, List<Change> changes) throws IOException {
    for (Path entry : list(directory)) {
      boolean isDirectory = Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
      report(
          changes,
          entry,
          isDirectory ? FileEvents.CREATE.and(FileEvents.DIRECTORY) : FileEvents.CREATE,
          0);
      if (isDirectory) {
        watch(entry, changes);
      }
    }
  }

  private static List<Path> list(Path directory) throws IOException {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
      stream.forEach(entries::add);
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    } catch (NoSuchFileException | NotDirectoryException gone) {
      return List.of();
    }
    return entries;
  }

  /**
   * Ends the watches of a directory that was renamed, and of those below: their paths are wrong.
   */
  private void forget(@Nullable Path moved) throws ErrnoException {
    Set<Integer> gone = new HashSet<>();
    for (Map.Entry<Integer, Path> entry : directories.entrySet()) {
      if (moved == null || entry.getValue().startsWith(moved)) {
        gone.add(entry.getKey());
      }
    }
    for (int watch : gone) {
      directories.remove(watch);
      try {
        watcher.unwatch(watch);
      } catch (ErrnoException e) {
        if (!e.errno().equals(Errno.EINVAL)) {
          throw e; // EINVAL: it was deleted meanwhile
        }
      }
    }
  }

  /** After an overflow nobody knows which directories came, went or were renamed. */
  private void watchAgain() throws IOException {
    forget(null);
    watch(root, new ArrayList<>());
  }

  /** Returns how many directories are watched, the root included. */
  public int size() {
    return directories.size();
  }

  /** Closes the watcher, from any thread; only the first call does something. */
  @Override
  public void close() {
    watcher.close();
  }

  @Override
  public Fd fd() {
    return watcher.fd();
  }

  /** Returns for instance {@code tree watcher /srv/in, fd 9}. */
  @Override
  public String toString() {
    return "tree watcher " + root + ", " + fd();
  }
}
