package dev.sluice.examples.http;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Map;

/**
 * A file or directory below the root, as it was found.
 *
 * @param path without symbolic links
 * @param isDirectory or a regular file
 * @param size in bytes
 * @param modified when its content was last changed
 */
record Resource(Path path, boolean isDirectory, long size, Instant modified) {
  private static final String UNKNOWN_TYPE = "application/octet-stream";

  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("html", "text/html; charset=utf-8"),
          Map.entry("htm", "text/html; charset=utf-8"),
          Map.entry("txt", "text/plain; charset=utf-8"),
          Map.entry("md", "text/markdown; charset=utf-8"),
          Map.entry("css", "text/css; charset=utf-8"),
          Map.entry("csv", "text/csv; charset=utf-8"),
          Map.entry("js", "text/javascript; charset=utf-8"),
          Map.entry("json", "application/json"),
          Map.entry("xml", "application/xml"),
          Map.entry("pdf", "application/pdf"),
          Map.entry("wasm", "application/wasm"),
          Map.entry("zip", "application/zip"),
          Map.entry("gz", "application/gzip"),
          Map.entry("svg", "image/svg+xml"),
          Map.entry("png", "image/png"),
          Map.entry("jpg", "image/jpeg"),
          Map.entry("jpeg", "image/jpeg"),
          Map.entry("gif", "image/gif"),
          Map.entry("webp", "image/webp"),
          Map.entry("ico", "image/x-icon"),
          Map.entry("woff2", "font/woff2"),
          Map.entry("mp4", "video/mp4"));

  /**
   * Finds what a target names. Symbolic links are followed, as far as they stay below the root.
   *
   * @param root a real path
   * @throws NoSuchFileException if there is nothing, or it is neither file nor directory, or lies
   *     outside: whoever asks does not learn which
   * @throws IOException if it cannot be looked at
   */
  static Resource find(Path root, TargetPath target) throws IOException {
    Path path = target.below(root).toRealPath();
    BasicFileAttributes attributes =
        Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    boolean isFile = attributes.isRegularFile() && !target.isDirectory();
    if (!path.startsWith(root) || (!isFile && !attributes.isDirectory())) {
      throw new NoSuchFileException(target.encoded());
    }
    return new Resource(
        path,
        attributes.isDirectory(),
        attributes.size(),
        attributes.lastModifiedTime().toInstant());
  }

  String type() {
    String name = path.toString().toLowerCase(Locale.ROOT);
    return TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), UNKNOWN_TYPE);
  }

  /** Two states of a file differ in their length or in their time, which has nanoseconds. */
  String etag() {
    long nanos = modified.getEpochSecond() * 1_000_000_000L + modified.getNano();
    return "\"" + Long.toHexString(nanos) + "-" + Long.toHexString(size) + "\"";
  }

  String lastModified() {
    return HttpDate.format(modified);
  }

  /** Tells whether a client that has this ETag, or a list or {@code *}, has this state. */
  boolean isAmong(String etags) {
    for (String each : etags.split(",", -1)) {
      String etag = each.strip();
      // If-None-Match compares weakly, RFC 9110, 13.1.2.
      if (etag.equals("*") || (etag.startsWith("W/") ? etag.substring(2) : etag).equals(etag())) {
        return true;
      }
    }
    return false;
  }

  /** Tells whether it is as old as that, to the second, as dates are told. */
  boolean isUnmodifiedSince(Instant date) {
    return !modified.truncatedTo(ChronoUnit.SECONDS).isAfter(date);
  }
}
