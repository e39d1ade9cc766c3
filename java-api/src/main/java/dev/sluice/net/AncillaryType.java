package dev.sluice.net;

/**
 * A kind of ancillary data: where the kernel finds it, and how its value is written in memory.
 *
 * <p>{@link AncillaryTypes} has the usual ones; any other is made from its numbers in the header.
 * What the kernel sends that nobody described is read as bytes, {@link AncillaryData#bytes}.
 *
 * @param <T> the type of its value
 * @param name its name in C, for messages
 * @param level its level, for instance {@code SOL_SOCKET}
 * @param number its number at that level
 * @param codec how its value is written; memory to be decoded has at least {@link
 *     SocketOption.Codec#roomBytes} bytes
 */
public record AncillaryType<T>(String name, int level, int number, SocketOption.Codec<T> codec) {

  /** Returns the name in C. */
  @Override
  public String toString() {
    return name;
  }
}
