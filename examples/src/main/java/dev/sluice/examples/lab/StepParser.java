package dev.sluice.examples.lab;

import static dev.sluice.examples.lab.Names.Kind.COUNTER;
import static dev.sluice.examples.lab.Names.Kind.FRESH;
import static dev.sluice.examples.lab.Names.Kind.LISTENER;
import static dev.sluice.examples.lab.Names.Kind.READER;
import static dev.sluice.examples.lab.Names.Kind.TCP;
import static dev.sluice.examples.lab.Names.Kind.UNIX;
import static dev.sluice.examples.lab.Names.Kind.WRITER;

import dev.sluice.examples.lab.Cursor.Token;
import dev.sluice.examples.lab.Cursor.Wrong;
import dev.sluice.examples.lab.Names.Kind;
import dev.sluice.examples.lab.Names.Thing;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Understands the steps of one scenario, one after the other. */
final class StepParser {
  /** What one write may hold: less than the smallest buffer has room for. */
  static final int LARGEST_WRITE = 4096;

  static final int LARGEST_READ = 65536;

  private static final String CONDITIONS = "read, write, urgent or closed";

  private static final Map<String, Verb> VERBS = new TreeMap<>();

  static {
    VERBS.put("connect", StepParser::connect);
    VERBS.put("socket", StepParser::socket);
    VERBS.put("listen", StepParser::listen);
    VERBS.put("dial", StepParser::dial);
    VERBS.put("accept", StepParser::accept);
    VERBS.put("pipe", StepParser::pipe);
    VERBS.put("eventfd", StepParser::eventfd);
    VERBS.put("watch", StepParser::watch);
    VERBS.put("modify", StepParser::modify);
    VERBS.put("rearm", StepParser::rearm);
    VERBS.put("unwatch", StepParser::unwatch);
    VERBS.put("wait", StepParser::await);
    VERBS.put("write", StepParser::write);
    VERBS.put("urgent", (p, c) -> new Step.Urgent(p.names.open(c, TCP)));
    VERBS.put("read", StepParser::read);
    VERBS.put("fill", StepParser::fill);
    VERBS.put("drain", StepParser::drain);
    VERBS.put("half-close", StepParser::halfClose);
    VERBS.put("shutdown", StepParser::shutDown);
    VERBS.put("reset", StepParser::reset);
    VERBS.put("close", StepParser::close);
    VERBS.put("dup", StepParser::dup);
    VERBS.put("error", (p, c) -> new Step.TakeError(p.names.open(c, TCP, UNIX, FRESH)));
  }

  private final Names names = new Names();

  /** How the words after a verb are read. */
  @FunctionalInterface
  private interface Verb {
    Step parse(StepParser parser, Cursor cursor) throws Wrong;
  }

  /** Returns the words that begin a step. */
  static Set<String> verbs() {
    return VERBS.keySet();
  }

  /** Understands a line whose first word was taken already. */
  Step parse(Token first, Cursor rest) throws Wrong {
    Verb verb = VERBS.get(first.text());
    if (verb == null) {
      throw new Wrong(
          first.column(),
          first.shown()
              + " is no step: expected one of "
              + String.join(", ", VERBS.keySet())
              + Cursor.didYouMean(first.text(), VERBS.keySet()));
    }
    Step step = verb.parse(this, rest);
    rest.end();
    return step;
  }

  private Step connect(Cursor cursor) throws Wrong {
    List<String> ends = names.twoFresh(cursor);
    boolean unix = cursor.hasNext() && word(cursor, "tcp", "unix").equals("unix");
    Kind kind = unix ? UNIX : TCP;
    names.declare(ends.get(0), kind, ends.get(1));
    names.declare(ends.get(1), kind, ends.get(0));
    return new Step.Connect(ends.get(0), ends.get(1), unix);
  }

  private Step socket(Cursor cursor) throws Wrong {
    String name = names.fresh(cursor);
    names.declare(name, FRESH, null);
    return new Step.Open(name);
  }

  private Step listen(Cursor cursor) throws Wrong {
    String name = names.fresh(cursor);
    names.declare(name, LISTENER, null);
    return new Step.Listen(name);
  }

  private Step dial(Cursor cursor) throws Wrong {
    String name = names.isNext(cursor, FRESH) ? names.open(cursor, FRESH) : names.fresh(cursor);
    if (cursor.hasNext() && cursor.peek().text().equals(Names.NOBODY)) {
      cursor.word(Names.NOBODY);
      become(name, FRESH);
      return new Step.Dial(name, null);
    }
    String door = names.open(cursor, LISTENER);
    names.get(door).waiting++;
    become(name, TCP);
    return new Step.Dial(name, door);
  }

  private void become(String name, Kind kind) {
    if (names.isDeclared(name)) {
      names.get(name).kind = kind;
    } else {
      names.declare(name, kind, null);
    }
  }

  private Step accept(Cursor cursor) throws Wrong {
    int column = cursor.column();
    String door = names.open(cursor, LISTENER);
    if (names.get(door).waiting == 0) {
      throw new Wrong(column, "nobody waits at '" + door + "': expected a 'dial' before");
    }
    String name = names.fresh(cursor);
    names.get(door).waiting--;
    names.declare(name, TCP, null);
    return new Step.Accept(door, name);
  }

  private Step pipe(Cursor cursor) throws Wrong {
    List<String> ends = names.twoFresh(cursor);
    names.declare(ends.get(0), READER, ends.get(1));
    names.declare(ends.get(1), WRITER, ends.get(0));
    return new Step.OpenPipe(ends.get(0), ends.get(1));
  }

  private Step eventfd(Cursor cursor) throws Wrong {
    String name = names.fresh(cursor);
    boolean semaphore = cursor.hasNext() && !word(cursor, "semaphore").isEmpty();
    names.declare(name, COUNTER, null);
    return new Step.OpenCounter(name, semaphore);
  }

  private Step watch(Cursor cursor) throws Wrong {
    int column = cursor.column();
    String name = names.open(cursor);
    if (names.get(name).watchedFor != null) {
      throw new Wrong(column, "'" + name + "' is watched already: expected modify or rearm");
    }
    Set<Condition> conditions = conditions(cursor);
    names.watch(name, conditions);
    return new Step.Watch(name, conditions);
  }

  private Step modify(Cursor cursor) throws Wrong {
    String name = watched(cursor);
    Set<Condition> conditions = conditions(cursor);
    names.watch(name, conditions);
    return new Step.Modify(name, conditions);
  }

  private Step rearm(Cursor cursor) throws Wrong {
    return new Step.Rearm(watched(cursor));
  }

  private Step unwatch(Cursor cursor) throws Wrong {
    String name = watched(cursor);
    names.get(name).watchedFor = null;
    return new Step.Unwatch(name);
  }

  private String watched(Cursor cursor) throws Wrong {
    int column = cursor.column();
    String name = names.open(cursor);
    if (names.get(name).watchedFor == null) {
      throw new Wrong(column, "'" + name + "' is not watched: expected a 'watch' before");
    }
    return name;
  }

  private static Set<Condition> conditions(Cursor cursor) throws Wrong {
    Set<Condition> conditions = EnumSet.noneOf(Condition.class);
    do {
      Token token = cursor.word(CONDITIONS);
      Condition condition = Condition.of(token.text());
      if (condition == null || !conditions.add(condition)) {
        throw Cursor.unexpected(token, CONDITIONS + ", each once");
      }
    } while (cursor.hasNext());
    return conditions;
  }

  @SuppressWarnings("UnusedVariable") // a Verb
  private Step await(Cursor cursor) throws Wrong {
    if (!names.isAnythingWatched()) {
      throw new Wrong(1, "nothing was ever watched: expected a 'watch' before the first 'wait'");
    }
    return new Step.Wait();
  }

  private Step write(Cursor cursor) throws Wrong {
    String name = names.open(cursor, TCP, UNIX, WRITER, COUNTER);
    return new Step.Write(name, number(cursor, "", LARGEST_WRITE));
  }

  private Step read(Cursor cursor) throws Wrong {
    int column = cursor.column();
    String name = names.open(cursor, TCP, UNIX, READER, COUNTER);
    Thing thing = names.get(name);
    if (thing.kind == COUNTER) {
      return new Step.Read(name, 1);
    }
    if (thing.kind == TCP && thing.partner != null && names.get(thing.partner).filled) {
      // When TCP tells the sender of new room is its own affair; only emptying is well defined.
      throw new Wrong(column, "what '" + name + "' reads was filled: expected drain " + name);
    }
    if (cursor.hasNext() && cursor.peek().text().equals("all")) {
      cursor.word("all");
      return new Step.ReadAll(name);
    }
    if (thing.kind == TCP && cursor.hasNext() && cursor.peek().text().equals("urgent")) {
      cursor.word("urgent");
      return new Step.ReadUrgent(name);
    }
    String others = thing.kind == TCP ? ", 'all' or 'urgent'" : " or 'all'";
    return new Step.Read(name, number(cursor, others, LARGEST_READ));
  }

  private Step fill(Cursor cursor) throws Wrong {
    String name = paired(cursor, TCP, UNIX, WRITER);
    names.get(name).filled = true;
    return new Step.Fill(name);
  }

  private Step drain(Cursor cursor) throws Wrong {
    String name = paired(cursor, TCP, UNIX, READER);
    names.get(partner(name)).filled = false;
    return new Step.Drain(name);
  }

  /** Reads the name of an end whose other end is known and open. */
  private String paired(Cursor cursor, Kind... kinds) throws Wrong {
    int column = cursor.column();
    String name = names.open(cursor, kinds);
    String partner = names.get(name).partner;
    if (partner == null || names.get(partner).closed) {
      throw new Wrong(
          column,
          "the other end of '" + name + "' is not open: expected an end of 'connect' or 'pipe'");
    }
    return name;
  }

  private String partner(String name) {
    String partner = names.get(name).partner;
    return partner == null ? name : partner;
  }

  private Step halfClose(Cursor cursor) throws Wrong {
    return new Step.ShutDown(names.open(cursor, TCP, UNIX), Step.Direction.WRITE);
  }

  private Step shutDown(Cursor cursor) throws Wrong {
    String name = names.open(cursor, TCP, UNIX);
    String direction = word(cursor, "read", "write", "both");
    return new Step.ShutDown(name, Step.Direction.valueOf(direction.toUpperCase(Locale.ROOT)));
  }

  private Step reset(Cursor cursor) throws Wrong {
    String name = names.open(cursor, TCP);
    closed(name);
    return new Step.Reset(name);
  }

  private Step close(Cursor cursor) throws Wrong {
    String name = names.open(cursor);
    closed(name);
    return new Step.Close(name);
  }

  private void closed(String name) {
    names.get(name).closed = true;
    names.get(name).watchedFor = null;
  }

  private Step dup(Cursor cursor) throws Wrong {
    String name = names.open(cursor, TCP, UNIX, READER, WRITER, COUNTER);
    String copy = names.fresh(cursor);
    names.declare(copy, names.get(name).kind, names.get(name).partner);
    return new Step.Dup(name, copy);
  }

  private static String word(Cursor cursor, String... choices) throws Wrong {
    String expected = String.join(" or ", choices);
    Token token = cursor.word(expected);
    if (!List.of(choices).contains(token.text())) {
      throw Cursor.unexpected(token, expected);
    }
    return token.text();
  }

  private static int number(Cursor cursor, String orElse, int largest) throws Wrong {
    String expected = "a number from 1 to " + largest + orElse;
    Token token = cursor.word(expected);
    String digits = token.text();
    boolean isShort = digits.length() <= 6 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    int number = isShort && !digits.isEmpty() ? Integer.parseInt(digits) : 0;
    if (number < 1 || number > largest) {
      throw Cursor.unexpected(token, expected);
    }
    return number;
  }
}
