package dev.sluice.examples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.frame.FrameException;
import dev.sluice.frame.Framing;
import dev.sluice.loop.Connection;
import dev.sluice.loop.ConnectionHandler;
import dev.sluice.net.SocketOptions;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The line protocol: what a member sends becomes something that is said, or a command. */
final class ChatHandler implements ConnectionHandler {
  static final int MAX_LINE_BYTES = 512;

  private static final Framing LINES = Framing.delimiter(new byte[] {'\n'}, MAX_LINE_BYTES);

  /** What the kernel keeps for one who does not read; the standard would be megabytes. */
  private static final int KERNEL_BYTES = 32 * 1024;

  private static final String HELP =
      """
      * /nick NAME       changes your name
      * /join ROOM       goes to another room, or makes one
      * /who             tells who is in your room
      * /rooms           tells which rooms there are
      * /msg NAME TEXT   says something to one member only
      * /quit            leaves
      * Names have up to 20 letters, digits, - and _, and begin with a letter or digit.\
      """;

  private final House house = new House();
  private final int rate;

  /**
   * Opens an empty house.
   *
   * @param rate how many lines a member may send in a second
   */
  ChatHandler(int rate) {
    this.rate = rate;
  }

  @Override
  public void opened(Connection connection) throws IOException {
    connection.socket().set(SocketOptions.SO_SNDBUF, KERNEL_BYTES);
    if (connection.peerEndpoint() instanceof InetEndpoint) {
      connection.socket().set(SocketOptions.SO_KEEPALIVE, true); // some machines just vanish
    }
    Member member = new Member(connection, LINES.newDecoder(), rate);
    connection.attach(member);
    house.enter(member);
  }

  private static Member member(Connection connection) {
    return (Member) requireNonNull(connection.attachment());
  }

  @Override
  public void received(Connection connection, IoBuffer input) {
    Member member = member(connection);
    try {
      while (connection.isOpen() && member.mayTalk()) {
        IoBuffer line = member.lines().next(input);
        if (line == null) {
          return;
        }
        member.hasTalked();
        obey(member, Text.printable(line.getAll(UTF_8)));
      }
    } catch (FrameException tooLong) {
      input.skip(input.readable());
      member.tell("* a line has at most " + MAX_LINE_BYTES + " bytes: good-bye");
      connection.close();
    }
  }

  private void obey(Member member, String line) {
    if (line.isEmpty()) {
      return;
    }
    if (line.charAt(0) != '/') {
      house.say(member, line);
      return;
    }
    String[] words = line.split(" ", 3);
    String first = words.length > 1 ? words[1] : "";
    switch (words[0]) {
      case "/nick" -> house.rename(member, first);
      case "/join" -> house.move(member, first);
      case "/who" -> house.tellWho(member);
      case "/rooms" -> house.tellRooms(member);
      case "/msg" -> house.whisper(member, first, words.length > 2 ? words[2] : "");
      case "/help" -> member.tell(HELP);
      case "/quit" -> {
        member.tell("* good-bye");
        member.connection().close();
      }
      default -> member.tell("* there is no " + words[0] + ": /help lists the commands");
    }
  }

  @Override
  public void closed(Connection connection, @Nullable Throwable cause) {
    if (connection.attachment() instanceof Member member) {
      house.leave(
          member,
          cause == null
              ? "has left"
              : cause instanceof TooSlowException ? "was dropped: does not read" : "is gone");
    }
  }
}
