package dev.sluice;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.InvalidPathException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An AF_UNIX address, {@code unix(7)}: a path, a Linux abstract name, or none.
 *
 * <p>Names are bytes to the kernel and are kept as bytes; strings are converted as UTF-8. An
 * abstract name may hold any byte, NUL included, and its length counts. Immutable, thread-safe.
 */
public final class UnixEndpoint implements Endpoint {
  /**
   * {@code sizeof(sun_path)}. A path may fill it: Linux then does without the NUL at the end, while
   * some programs cannot name such a socket.
   */
  public static final int SUN_PATH_BYTES = 108;

  static final String PREFIX = "unix:";

  private static final UnixEndpoint UNNAMED = new UnixEndpoint(Kind.UNNAMED, new byte[0]);

  /** How the kernel finds the socket. */
  public enum Kind {
    /** By a file that {@code bind} creates and somebody has to unlink. */
    PATH,
    /** By a name that vanishes with its last socket; no file, and no permissions. */
    ABSTRACT,
    /** Not at all: the socket was never bound, or is one of a pair. */
    UNNAMED
  }

  private final Kind kind;
  private final byte[] name;

  private UnixEndpoint(Kind kind, byte[] name) {
    this.kind = kind;
    this.name = name;
  }

  /**
   * Returns the endpoint of a socket file.
   *
   * @param path the path, at most 108 bytes in UTF-8
   * @throws IllegalArgumentException if the path is empty, too long, or contains NUL
   */
  public static UnixEndpoint path(String path) {
    return path(path.getBytes(UTF_8));
  }

  /**
   * Returns the endpoint of a socket file whose name may not be UTF-8.
   *
   * @param path the path, at most 108 bytes, without a NUL at the end
   * @throws IllegalArgumentException if the path is empty, too long, or contains NUL
   */
  public static UnixEndpoint path(byte[] path) {
    UnixEndpoint endpoint = new UnixEndpoint(Kind.PATH, path.clone());
    if (path.length == 0) {
      throw new IllegalArgumentException("an AF_UNIX path is not empty; unnamed() is another kind");
    }
    for (int i = 0; i < path.length; i++) {
      if (path[i] == 0) {
        throw new IllegalArgumentException(
            "an AF_UNIX path has no NUL, and this has one at byte " + i + ": " + endpoint);
      }
    }
    endpoint.checkLength("path", SUN_PATH_BYTES);
    return endpoint;
  }

  /**
   * Returns the endpoint with an abstract name.
   *
   * @param name the name without the leading NUL, at most 107 bytes in UTF-8
   * @throws IllegalArgumentException if the name is too long
   */
  public static UnixEndpoint abstractName(String name) {
    return abstractName(name.getBytes(UTF_8));
  }

  /**
   * Returns the endpoint with an abstract name of any bytes.
   *
   * @param name the name without the leading NUL, at most 107 bytes
   * @throws IllegalArgumentException if the name is too long
   */
  public static UnixEndpoint abstractName(byte[] name) {
    UnixEndpoint endpoint = new UnixEndpoint(Kind.ABSTRACT, name.clone());
    endpoint.checkLength("abstract name", SUN_PATH_BYTES - 1);
    return endpoint;
  }

  /** Returns the endpoint without a name; binding to it lets the kernel choose an abstract one. */
  public static UnixEndpoint unnamed() {
    return UNNAMED;
  }

  private void checkLength(String what, int most) {
    if (name.length > most) {
      throw new IllegalArgumentException(
          "an AF_UNIX "
              + what
              + " has at most "
              + most
              + " bytes, and this has "
              + name.length
              + ": "
              + this
              + "; choose a shorter one, or bind relative to the working directory");
    }
  }

  static UnixEndpoint parse(String text) {
    String rest = text.substring(PREFIX.length());
    if (rest.isEmpty()) {
      return UNNAMED;
    }
    return rest.startsWith("@") ? abstractName(unescape(rest.substring(1))) : path(unescape(rest));
  }

  private static byte[] unescape(String text) {
    byte[] escaped = text.getBytes(UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(escaped.length);
    for (int i = 0; i < escaped.length; i++) {
      if (escaped[i] != '\\') {
        bytes.write(escaped[i]);
      } else if (i + 1 < escaped.length && escaped[i + 1] == '\\') {
        bytes.write('\\');
        i++;
      } else if (i + 3 < escaped.length
          && escaped[i + 1] == 'x'
          && HexFormat.isHexDigit(escaped[i + 2])
          && HexFormat.isHexDigit(escaped[i + 3])) {
        bytes.write(
            HexFormat.fromHexDigit(escaped[i + 2]) << 4 | HexFormat.fromHexDigit(escaped[i + 3]));
        i += 3;
      } else {
        throw new IllegalArgumentException(
            "not an endpoint: 'unix:" + text + "': after a backslash comes xHH or a backslash");
      }
    }
    return bytes.toByteArray();
  }

  /** Returns how the kernel finds the socket. */
  public Kind kind() {
    return kind;
  }

  /** Returns the bytes of the path or of the abstract name without its leading NUL, a copy. */
  public byte[] name() {
    return name.clone();
  }

  /**
   * Writes the bytes that {@link #name} returns, and allocates nothing.
   *
   * @param target where to
   * @param offset at which byte of it
   * @return how many there are
   * @throws IndexOutOfBoundsException if there is less room
   */
  public int copyName(MemorySegment target, long offset) {
    for (int i = 0; i < name.length; i++) {
      target.set(JAVA_BYTE, offset + i, name[i]);
    }
    return name.length;
  }

  @Override
  public Family family() {
    return Family.UNIX;
  }

  @Override
  public UnixDomainSocketAddress toSocketAddress() {
    String text = decode(name);
    if (kind == Kind.ABSTRACT || text == null) {
      throw new UnsupportedOperationException(
          "java.net.UnixDomainSocketAddress cannot express " + this);
    }
    try {
      return UnixDomainSocketAddress.of(text);
    } catch (InvalidPathException e) {
      throw new UnsupportedOperationException(
          "java.nio.file cannot express " + this + " in the charset of this JVM's file names", e);
    }
  }

  private static @Nullable String decode(byte[] bytes) {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException notUtf8) {
      return null;
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof UnixEndpoint that
        && kind == that.kind
        && Arrays.equals(name, that.name);
  }

  @Override
  public int hashCode() {
    return 31 * kind.hashCode() + Arrays.hashCode(name);
  }

  /** Returns the spelling that {@link Endpoint#parse} reads; control bytes are escaped. */
  @Override
  public String toString() {
    return PREFIX
        + switch (kind) {
          case UNNAMED -> "";
          case ABSTRACT -> "@" + escape(name);
          case PATH -> name.length > 0 && name[0] == '@' ? "\\x40" + escape(tail()) : escape(name);
        };
  }

  private byte[] tail() {
    return Arrays.copyOfRange(name, 1, name.length);
  }

  private static String escape(byte[] bytes) {
    String text = decode(bytes);
    if (text != null && text.chars().noneMatch(c -> Character.isISOControl(c) || c == '\\')) {
      return text;
    }
    StringBuilder escaped = new StringBuilder();
    for (byte b : bytes) {
      if (b == '\\') {
        escaped.append("\\\\");
      } else if (b >= ' ' && b < 127) {
        escaped.append((char) b);
      } else {
        escaped.append(String.format(Locale.ROOT, "\\x%02x", b));
      }
    }
    return escaped.toString();
  }
}
