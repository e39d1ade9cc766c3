package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.sluice.Fd;
import dev.sluice.sys.Cmsghdr;
import dev.sluice.sys.SocketConstants;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What goes beside the bytes of a message: descriptors, credentials, addresses, times, errors;
 * {@code cmsg(3)}. It belongs to a {@link Message} or a place of a {@link MessageBatch}.
 *
 * <p>To be sent, it is built with the {@code add} methods, and goes out once: afterwards it is
 * empty. What was received is read with the others until the next call; adding to it begins anew.
 *
 * <p>The rule people trip over: received descriptors are open. They are owned from the moment they
 * arrive, close-on-exec, and those that are not taken are closed by the next call with this
 * message, {@link #clear}, or the message's {@code close}. If the kernel had to cut the ancillary
 * data, all of them are closed at once, because nobody can tell which are missing.
 *
 * <p>Confined to the thread that allocated the message.
 */
public final class AncillaryData {
  private static final int NONE = -1;

  private final MemorySegment control;
  private final IntFunction<Fd> adopter;
  private final List<Outgoing> outgoing = new ArrayList<>(1);
  private final List<Fd> rights = new ArrayList<>(0);
  private @Nullable Fd pidfd;
  private int bytes;
  private boolean received;

  /** Descriptors to be sent, whose numbers are written at the last moment. */
  private record Outgoing(int place, List<Fd> fds) {}

  AncillaryData(MemorySegment control) {
    this(control, Fd::adopt);
  }

  /** Makes one that owns descriptors as the test says, which knows which numbers are real. */
  AncillaryData(MemorySegment control, IntFunction<Fd> adopter) {
    this.control = control;
    this.adopter = adopter;
  }

  /** Returns how much room there is, headers included, in bytes. */
  public int capacityBytes() {
    return (int) control.byteSize();
  }

  /** Returns how much room a value of so many bytes takes, its header included; {@code cmsg(3)}. */
  public static int spaceBytes(int dataBytes) {
    return (int) Cmsghdr.CMSG_SPACE(dataBytes);
  }

  /** Forgets everything, and closes the descriptors that were received and not taken. */
  public AncillaryData clear() {
    for (int i = 0; i < rights.size(); i++) {
      rights.get(i).close();
    }
    rights.clear();
    if (pidfd != null) {
      pidfd.close();
      pidfd = null;
    }
    outgoing.clear();
    bytes = 0;
    received = false;
    return this;
  }

  /**
   * Adds a value.
   *
   * @param type its kind, for instance {@link AncillaryTypes#IP_PKTINFO}
   * @param value the value
   * @throws IllegalArgumentException if there is no room, or the kind cannot have this value
   * @throws UnsupportedOperationException if the kind can only be received
   */
  public <T> AncillaryData add(AncillaryType<T> type, T value) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment data = type.codec().encode(value, arena);
      int place = append(type.level(), type.number(), data.byteSize());
      MemorySegment.copy(data, 0, control, Cmsghdr.CMSG_DATA(place), data.byteSize());
    }
    return this;
  }

  /**
   * Adds a number, allocating nothing.
   *
   * @param type its kind, for instance {@link AncillaryTypes#UDP_SEGMENT}
   * @param value the number
   * @throws IllegalArgumentException if there is no room, or C has 16 bits for it and it has more
   */
  public AncillaryData addInt(AncillaryType<Integer> type, int value) {
    boolean isShort = type.codec().roomBytes() == Short.BYTES;
    if (isShort && (value < 0 || value > 0xFFFF)) {
      throw new IllegalArgumentException(type + " is 0 to 65535, not " + value);
    }
    int place = append(type.level(), type.number(), isShort ? Short.BYTES : Integer.BYTES);
    if (isShort) {
      control.set(JAVA_SHORT, Cmsghdr.CMSG_DATA(place), (short) value);
    } else {
      control.set(JAVA_INT, Cmsghdr.CMSG_DATA(place), value);
    }
    return this;
  }

  /**
   * Adds anything by its numbers.
   *
   * @param level for instance {@code SOL_SOCKET}
   * @param number the kind at that level; not {@code SCM_RIGHTS}, which {@link #addRights} adds
   * @param data the value as C writes it
   * @throws IllegalArgumentException if there is no room, or these are descriptors
   */
  public AncillaryData add(int level, int number, byte[] data) {
    if (level == SocketConstants.SOL_SOCKET && number == SocketConstants.SCM_RIGHTS) {
      throw new IllegalArgumentException("numbers of descriptors may be recycled: use addRights");
    }
    int place = append(level, number, data.length);
    MemorySegment.copy(data, 0, control, JAVA_BYTE, Cmsghdr.CMSG_DATA(place), data.length);
    return this;
  }

  /**
   * Adds descriptors, {@code SCM_RIGHTS} of {@code unix(7)}: the receiver gets duplicates, and
   * these stay the caller's. They have to be open until the message is sent.
   *
   * @param fds at least one, at most 253
   * @throws IllegalArgumentException if there is no room, or their number is not allowed
   */
  public AncillaryData addRights(Fd... fds) {
    if (fds.length < 1 || fds.length > 253) {
      throw new IllegalArgumentException(
          "SCM_RIGHTS carries 1 to 253 descriptors, not " + fds.length);
    }
    int place =
        append(
            SocketConstants.SOL_SOCKET,
            SocketConstants.SCM_RIGHTS,
            (long) fds.length * Integer.BYTES);
    outgoing.add(new Outgoing(place, List.of(fds)));
    return this;
  }

  private int append(int level, int number, long length) {
    if (received) {
      clear();
    }
    long space = Cmsghdr.CMSG_SPACE(length);
    if (space > control.byteSize() - bytes) {
      throw new IllegalArgumentException(
          space
              + " bytes are needed and "
              + (control.byteSize() - bytes)
              + " left of "
              + control.byteSize()
              + ": allocate the message with more room for ancillary data");
    }
    int place = bytes;
    control.asSlice(place, space).fill((byte) 0);
    Cmsghdr.cmsg_len.set(control, place, Cmsghdr.CMSG_LEN(length));
    Cmsghdr.cmsg_level.set(control, place, level);
    Cmsghdr.cmsg_type.set(control, place, number);
    bytes += (int) space;
    return place;
  }

  /** Tells whether there is nothing to send. */
  boolean hasNothingToSend() {
    return received || bytes == 0;
  }

  MemorySegment control() {
    return control;
  }

  /** Returns how much there is to send; what was received is not sent back. */
  int outgoingBytes() {
    return received ? 0 : bytes;
  }

  /** Keeps the descriptors to be sent what they are until {@link #exitRights}, or none of them. */
  void enterRights() {
    for (int i = 0; i < outgoing.size(); i++) {
      Outgoing element = outgoing.get(i);
      for (int j = 0; j < element.fds.size(); j++) {
        long at = Cmsghdr.CMSG_DATA(element.place) + (long) j * Integer.BYTES;
        try {
          control.set(JAVA_INT, at, element.fds.get(j).enter());
        } catch (RuntimeException e) {
          exitRights(i, j);
          throw e;
        }
      }
    }
  }

  void exitRights() {
    exitRights(outgoing.size(), 0);
  }

  /** Leaves all before the one at these indices. */
  private void exitRights(int elements, int descriptors) {
    for (int i = 0; i < elements; i++) {
      exitRights(outgoing.get(i).fds, outgoing.get(i).fds.size());
    }
    if (descriptors > 0) {
      exitRights(outgoing.get(elements).fds, descriptors);
    }
  }

  private static void exitRights(List<Fd> fds, int count) {
    for (int j = 0; j < count; j++) {
      fds.get(j).exit();
    }
  }

  /** Takes over what a call left in the memory; descriptors first of all. */
  void received(long length, boolean truncated) {
    clear();
    received = true;
    bytes = (int) Math.clamp(length, 0, control.byteSize());
    for (int place = first(); place != NONE; place = next(place)) {
      if (Cmsghdr.cmsg_level.get(control, place) == SocketConstants.SOL_SOCKET) {
        own(place, Cmsghdr.cmsg_type.get(control, place));
      }
    }
    if (truncated) {
      closeReceived();
    }
  }

  private void closeReceived() {
    int kept = bytes;
    clear();
    bytes = kept;
    received = true;
  }

  private void own(int place, int number) {
    if (number == SocketConstants.SCM_RIGHTS) {
      for (int at = 0; at + Integer.BYTES <= dataBytes(place); at += Integer.BYTES) {
        Fd fd = adopted(place, at);
        if (fd != null) {
          rights.add(fd);
        }
      }
    } else if (number == SocketConstants.SCM_PIDFD
        && pidfd == null
        && dataBytes(place) >= Integer.BYTES) {
      pidfd = adopted(place, 0);
    }
  }

  /** The kernel writes -errno in the place of a pidfd that it could not open. */
  private @Nullable Fd adopted(int place, int at) {
    int descriptor = control.get(JAVA_INT, Cmsghdr.CMSG_DATA(place) + at);
    return descriptor < 0 ? null : adopter.apply(descriptor);
  }

  private int first() {
    return checked(0);
  }

  private int next(int place) {
    return checked(place + Cmsghdr.CMSG_ALIGN(Cmsghdr.cmsg_len.get(control, place)));
  }

  /** Returns the place if a whole element is there, so that nothing is read beyond the end. */
  private int checked(long place) {
    if (place > bytes - Cmsghdr.SIZEOF) {
      return NONE;
    }
    long length = Cmsghdr.cmsg_len.get(control, place);
    return length < Cmsghdr.SIZEOF || length > bytes - place ? NONE : (int) place;
  }

  private int dataBytes(int place) {
    return (int) (Cmsghdr.cmsg_len.get(control, place) - Cmsghdr.SIZEOF);
  }

  private int find(AncillaryType<?> type) {
    int place = first();
    while (place != NONE
        && (Cmsghdr.cmsg_level.get(control, place) != type.level()
            || Cmsghdr.cmsg_type.get(control, place) != type.number())) {
      place = next(place);
    }
    return place;
  }

  private MemorySegment data(int place) {
    return control.asSlice(Cmsghdr.CMSG_DATA(place), dataBytes(place));
  }

  /**
   * Returns the first value of a kind.
   *
   * @param type the kind, for instance {@link AncillaryTypes#SCM_CREDENTIALS}
   * @return the value; {@code null} if none is there, or not all of it: then the message's flags
   *     have {@link MsgFlags#CTRUNC}
   */
  public <T> @Nullable T get(AncillaryType<T> type) {
    int place = find(type);
    return place == NONE || dataBytes(place) < type.codec().roomBytes()
        ? null
        : type.codec().decode(data(place));
  }

  /**
   * Returns the first number of a kind, allocating nothing.
   *
   * @param type the kind, for instance {@link AncillaryTypes#UDP_GRO}
   * @param absent what to return if none is there
   */
  public int getInt(AncillaryType<Integer> type, int absent) {
    int place = find(type);
    if (place == NONE || dataBytes(place) < type.codec().roomBytes()) {
      return absent;
    }
    long at = Cmsghdr.CMSG_DATA(place);
    return switch (type.codec().roomBytes()) {
      case Byte.BYTES -> Byte.toUnsignedInt(control.get(JAVA_BYTE, at));
      case Short.BYTES -> Short.toUnsignedInt(control.get(JAVA_SHORT, at));
      default -> control.get(JAVA_INT, at);
    };
  }

  /**
   * Takes the received descriptors: from now on they are the caller's to close. They block, or not,
   * as the sender's do.
   *
   * @return in the order in which they were sent; empty if there are none, or no more
   */
  public List<Fd> takeRights() {
    List<Fd> taken = List.copyOf(rights);
    rights.clear();
    return taken;
  }

  /**
   * Takes the received descriptor of the sending process, {@code SCM_PIDFD}: from now on it is the
   * caller's to close.
   *
   * @return it; {@code null} if there is none, or no more
   */
  public @Nullable Fd takePidfd() {
    Fd taken = pidfd;
    pidfd = null;
    return taken;
  }

  /** Returns how many elements there are, of any kind. */
  public int size() {
    int count = 0;
    for (int place = first(); place != NONE; place = next(place)) {
      count++;
    }
    return count;
  }

  private int place(int index) {
    int place = index < 0 ? NONE : first();
    for (int i = 0; i < index && place != NONE; i++) {
      place = next(place);
    }
    if (place == NONE) {
      throw new IndexOutOfBoundsException("element " + index + " of " + size());
    }
    return place;
  }

  /**
   * Returns the level of an element, for instance {@code SOL_SOCKET}.
   *
   * @param index from 0
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public int level(int index) {
    return Cmsghdr.cmsg_level.get(control, place(index));
  }

  /**
   * Returns the kind of an element, a number at its level.
   *
   * @param index from 0
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public int number(int index) {
    return Cmsghdr.cmsg_type.get(control, place(index));
  }

  /**
   * Returns the value of an element as C wrote it, known or not.
   *
   * @param index from 0
   * @throws IndexOutOfBoundsException if there is no such element
   */
  public byte[] bytes(int index) {
    return data(place(index)).toArray(JAVA_BYTE);
  }

  /** Returns for instance {@code AncillaryData[1/1: 16 bytes, 0/8: 12 bytes]}: level and kind. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("AncillaryData[");
    for (int place = first(); place != NONE; place = next(place)) {
      text.append(place == 0 ? "" : ", ")
          .append(Cmsghdr.cmsg_level.get(control, place))
          .append('/')
          .append(Cmsghdr.cmsg_type.get(control, place))
          .append(": ")
          .append(dataBytes(place))
          .append(" bytes");
    }
    return text.append(']').toString();
  }
}
