package dev.sluice.examples.lab;

import dev.sluice.examples.lab.Cursor.Token;
import dev.sluice.examples.lab.Cursor.Wrong;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the names of a scenario stand for, line by line. A scenario has no branches, so all of it is
 * known before anything runs.
 */
final class Names {
  /** In place of a door: a port where nobody listens. */
  static final String NOBODY = "nobody";

  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,11}");
  private static final String NAME_RULE =
      "a name: a letter, then letters, digits or '-', lower case, at most 12";

  private final Map<String, Thing> things = new LinkedHashMap<>();
  private boolean anythingWatched;

  /** What a name can stand for. */
  enum Kind {
    TCP("a TCP connection"),
    UNIX("an AF_UNIX connection"),
    FRESH("a socket without a connection"),
    LISTENER("a listening socket"),
    READER("the reading end of a pipe"),
    WRITER("the writing end of a pipe"),
    COUNTER("an eventfd");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** What a name stands for. */
  static final class Thing {
    Kind kind;

    /** The name of the other end, if it has one. */
    final @Nullable String partner;

    boolean closed;
    @Nullable Set<Condition> watchedFor;

    /** Whether {@code fill} has filled what the partner is to read. */
    boolean filled;

    /** How many connections wait at a listener. */
    int waiting;

    Thing(Kind kind, @Nullable String partner) {
      this.kind = kind;
      this.partner = partner;
    }
  }

  /** Declares a name. */
  void declare(String name, Kind kind, @Nullable String partner) {
    things.put(name, new Thing(kind, partner));
  }

  boolean isDeclared(String name) {
    return things.containsKey(name);
  }

  /** Reads a name that is not taken. */
  String fresh(Cursor cursor) throws Wrong {
    Token token = cursor.word(NAME_RULE);
    Thing taken = things.get(token.text());
    if (!NAME.matcher(token.text()).matches() || token.text().equals(NOBODY)) {
      throw Cursor.unexpected(token, NAME_RULE);
    }
    if (taken != null) {
      throw new Wrong(
          token.column(),
          token.shown() + " is " + taken.kind.words + " already: expected a new name");
    }
    return token.text();
  }

  /** Reads two names that are not taken. */
  List<String> twoFresh(Cursor cursor) throws Wrong {
    String first = fresh(cursor);
    int column = cursor.column();
    String second = fresh(cursor);
    if (first.equals(second)) {
      throw new Wrong(column, "both ends are called '" + first + "': expected another name");
    }
    return List.of(first, second);
  }

  /** Tells whether the next word names one of these kinds. */
  boolean isNext(Cursor cursor, Kind kind) {
    if (!cursor.hasNext()) {
      return false;
    }
    Token token = cursor.peek();
    Thing thing = things.get(token.text());
    return thing != null && !thing.closed && thing.kind == kind;
  }

  /** Reads the name of something open, of one of these kinds; of any, if none is given. */
  String open(Cursor cursor, Kind... kinds) throws Wrong {
    Set<Kind> allowed =
        kinds.length == 0 ? EnumSet.allOf(Kind.class) : EnumSet.copyOf(Arrays.asList(kinds));
    Token token = cursor.word("a name");
    Thing thing = things.get(token.text());
    if (thing == null) {
      throw new Wrong(
          token.column(),
          "nothing is called "
              + token.shown()
              + ": expected "
              + (things.isEmpty() ? "a step that opens it before" : "one of " + known())
              + Cursor.didYouMean(token.text(), things.keySet()));
    }
    if (thing.closed) {
      throw new Wrong(token.column(), token.shown() + " was closed: expected one that is open");
    }
    if (!allowed.contains(thing.kind)) {
      throw new Wrong(
          token.column(),
          token.shown() + " is " + thing.kind.words + ": expected " + inWords(allowed));
    }
    return token.text();
  }

  private String known() {
    List<String> open = new ArrayList<>();
    things.forEach(
        (name, thing) -> {
          if (!thing.closed) {
            open.add(name);
          }
        });
    return open.isEmpty() ? "nothing, all is closed" : String.join(", ", open);
  }

  private static String inWords(Set<Kind> kinds) {
    return kinds.stream().map(kind -> kind.words).collect(Collectors.joining(" or "));
  }

  /** Returns what a declared name stands for. */
  Thing get(String name) {
    Thing thing = things.get(name);
    if (thing == null) {
      throw new IllegalArgumentException(name + " was never declared");
    }
    return thing;
  }

  /** Notes that a name is watched. */
  void watch(String name, Set<Condition> conditions) {
    get(name).watchedFor = conditions;
    anythingWatched = true;
  }

  boolean isAnythingWatched() {
    return anythingWatched;
  }
}
