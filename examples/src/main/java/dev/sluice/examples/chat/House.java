package dev.sluice.examples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Who is where. Names are compared without regard to case. Sending calls nobody back, so a member
 * who is dropped while all are told something leaves later, in a turn of the own connection.
 */
final class House {
  private static final String LOBBY = "lobby";

  private final Map<String, Member> members = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, Map<String, Member>> rooms =
      new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private long guests;

  void enter(Member member) {
    do {
      member.name = "guest" + ++guests;
    } while (members.containsKey(member.name));
    members.put(member.name, member);
    member.tell("* welcome, " + member.name + "; /help lists the commands");
    join(member, LOBBY);
  }

  void leave(Member member, String how) {
    member.forget();
    members.remove(member.name);
    part(member, how);
  }

  void say(Member member, String text) {
    tellRoom(member.room, "<" + member.name + "> " + text);
  }

  void whisper(Member member, String name, String text) {
    Member other = members.get(name);
    if (other == null || text.isEmpty()) {
      member.tell(text.isEmpty() ? "* /msg NAME TEXT" : "* there is no " + name);
      return;
    }
    other.tell("[" + member.name + " to you] " + text);
    member.tell("[you to " + other.name + "] " + text);
  }

  void rename(Member member, String name) {
    Member holder = members.get(name);
    if (!isName(member, name)) {
      return;
    }
    if (holder != null && holder != member) {
      member.tell("* " + holder.name + " is taken");
      return;
    }
    tellRoom(member.room, "* " + member.name + " is now " + name);
    Map<String, Member> room = rooms.get(member.room);
    members.remove(member.name);
    members.put(name, member);
    if (room != null) {
      room.remove(member.name);
      room.put(name, member);
    }
    member.name = name;
  }

  void move(Member member, String room) {
    if (!isName(member, room)) {
      return;
    }
    if (room.equalsIgnoreCase(member.room)) {
      member.tell("* you are in " + member.room);
      return;
    }
    part(member, "has gone to " + room);
    join(member, room);
  }

  private static boolean isName(Member member, String name) {
    boolean isName = Text.isName(name);
    if (!isName) {
      member.tell("* a name has 1 to 20 letters, digits, - and _, no others");
    }
    return isName;
  }

  private void join(Member member, String room) {
    rooms
        .computeIfAbsent(room, _ -> new TreeMap<>(String.CASE_INSENSITIVE_ORDER))
        .put(member.name, member);
    member.room = room;
    tellRoom(room, "* " + member.name + " has come to " + room);
  }

  private void part(Member member, String how) {
    Map<String, Member> room = rooms.get(member.room);
    if (room == null) {
      return;
    }
    room.remove(member.name);
    if (room.isEmpty()) {
      rooms.remove(member.room);
    } else {
      tellRoom(member.room, "* " + member.name + " " + how);
    }
  }

  void tellWho(Member member) {
    Set<String> names = rooms.getOrDefault(member.room, Map.of()).keySet();
    member.tell("* in " + member.room + ": " + String.join(", ", names));
  }

  void tellRooms(Member member) {
    member.tell(
        rooms.entrySet().stream()
            .map(room -> room.getKey() + " (" + room.getValue().size() + ")")
            .collect(Collectors.joining(", ", "* rooms: ", "")));
  }

  private void tellRoom(String room, String text) {
    byte[] line = (text + "\n").getBytes(UTF_8);
    rooms.getOrDefault(room, Map.of()).values().forEach(member -> member.tell(line));
  }
}
