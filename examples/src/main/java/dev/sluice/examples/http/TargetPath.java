package dev.sluice.examples.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The path of a target, decoded segment by segment: a slash that was encoded separates nothing, and
 * what would lead upwards is refused before it reaches the file system.
 *
 * @param segments names, each without slash and NUL, none of them {@code ..}
 * @param isDirectory whether it ends with a slash
 */
record TargetPath(List<String> segments, boolean isDirectory) {
  private static final String UNRESERVED = "-._~!$&'()*+,;=:@";

  /**
   * Decodes a path.
   *
   * @param encoded begins with a slash
   * @throws Refusal if it is not well formed, or leads upwards
   */
  static TargetPath parse(String encoded) throws Refusal {
    List<String> segments = new ArrayList<>();
    for (String each : encoded.split("/", -1)) {
      String segment = decode(each);
      if (segment.equals("..")) {
        throw Refusal.badRequest("a path that leads upwards");
      }
      if (!segment.isEmpty() && !segment.equals(".")) {
        segments.add(segment);
      }
    }
    return new TargetPath(segments, encoded.endsWith("/"));
  }

  private static String decode(String segment) throws Refusal {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(segment.length());
    for (int i = 0; i < segment.length(); i++) {
      int next = segment.charAt(i);
      if (next == '%') {
        next = octet(segment, i + 1);
        i += 2;
      }
      bytes.write(next);
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
    } catch (CharacterCodingException e) {
      throw Refusal.badRequest("a path is UTF-8");
    }
  }

  private static int octet(String segment, int at) throws Refusal {
    int high = at + 1 < segment.length() ? Character.digit(segment.charAt(at), 16) : -1;
    int low = high < 0 ? -1 : Character.digit(segment.charAt(at + 1), 16);
    int octet = 16 * high + low;
    if (high < 0 || low < 0 || octet == 0) {
      throw Refusal.badRequest("a percent sign is followed by two hexadecimal digits, not 00");
    }
    return octet;
  }

  /**
   * Returns the file's path below a root.
   *
   * @throws NoSuchFileException if no file can have such a name
   */
  Path below(Path root) throws NoSuchFileException {
    Path path = root;
    try {
      for (String segment : segments) {
        if (segment.indexOf('/') >= 0) {
          throw new NoSuchFileException(encoded());
        }
        path = path.resolve(segment);
      }
    } catch (InvalidPathException e) {
      throw new NoSuchFileException(encoded());
    }
    return path;
  }

  TargetPath child(String name) {
    List<String> longer = new ArrayList<>(segments);
    longer.add(name);
    return new TargetPath(longer, false);
  }

  boolean is(String name) {
    return segments.size() == 1 && segments.getFirst().equals(name) && !isDirectory;
  }

  /** Returns it as it is written in a link, always from one slash on. */
  String encoded() {
    StringBuilder text = new StringBuilder();
    segments.forEach(segment -> text.append('/').append(encode(segment)));
    return isDirectory || text.isEmpty() ? text.append('/').toString() : text.toString();
  }

  static String encode(String segment) {
    StringBuilder text = new StringBuilder();
    for (byte each : segment.getBytes(UTF_8)) {
      int c = each & 0xff;
      boolean isPlain = c < 128 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
      text.append(isPlain ? String.valueOf((char) c) : "%%%02X".formatted(c));
    }
    return text.toString();
  }
}
