package dev.sluice.errno;

import dev.sluice.Errno;
import dev.sluice.ErrnoException;
import dev.sluice.net.NameException;
import dev.sluice.sys.ErrnoSys;
import dev.sluice.sys.Foreign;
import dev.sluice.sys.NetDbSys;
import java.lang.reflect.Field;

/**
 * One row of the tables: a call in a bad situation, and how it must fail. The call reads as in the
 * message; {@code #0} stands for the first descriptor of the scene, {@code #1} for the second, and
 * {@code @} for the endpoint that was asked for last.
 */
record ErrnoRow(Layer layer, String call, String situation, Failure failure, Attempt attempt) {
  /** Which words the call is made in. */
  enum Layer {
    TYPED,
    RAW
  }

  /** The symbol, its number, and the C library's own words for it. */
  record Failure(String symbol, int number, String text) {
    @Override
    public String toString() {
      return symbol + " (" + number + ") " + text;
    }
  }

  /** What was expected, and what happened. */
  record Outcome(String expected, String actual) {}

  /** Makes the call; a number below zero is {@code -errno}. */
  interface Attempt {
    long in(Scene scene) throws Exception;
  }

  /** Makes a call that throws. */
  interface Throwing {
    void in(Scene scene) throws Exception;
  }

  /** A call of the typed layer, which throws. */
  static ErrnoRow typed(String call, String situation, Errno errno, Throwing attempt) {
    return new ErrnoRow(Layer.TYPED, call, situation, failure(errno), silent(attempt));
  }

  /** A call of the raw layer, which returns {@code -errno}. */
  static ErrnoRow raw(String call, String situation, Errno errno, Attempt attempt) {
    return new ErrnoRow(Layer.RAW, call, situation, failure(errno), attempt);
  }

  /** A look-up of the typed layer, which fails with a code of the resolver. */
  static ErrnoRow typedName(String call, String situation, int code, Throwing look) {
    return new ErrnoRow(Layer.TYPED, call, situation, resolver(code), silent(look));
  }

  /** A look-up of the raw layer, which returns a code of the resolver. */
  static ErrnoRow rawName(String call, String situation, int code, Attempt look) {
    return new ErrnoRow(Layer.RAW, call, situation, resolver(code), look);
  }

  private static Attempt silent(Throwing attempt) {
    return scene -> {
      attempt.in(scene);
      return 0;
    };
  }

  private static Failure failure(Errno errno) {
    String text = Foreign.string(ErrnoSys.strerror(errno.number()));
    return new Failure(errno.name(), errno.number(), text);
  }

  private static Failure resolver(int code) {
    return new Failure(symbol(code), code, Foreign.string(NetDbSys.gai_strerror(code)));
  }

  /** The constant of the header that has the value. */
  private static String symbol(int code) {
    for (Field field : NetDbSys.class.getFields()) {
      try {
        if (field.getName().startsWith("EAI_") && field.getInt(null) == code) {
          return field.getName();
        }
      } catch (IllegalAccessException e) {
        throw new AssertionError(e);
      }
    }
    throw new IllegalArgumentException("no code of the resolver: " + code);
  }

  /** Tries it. */
  Outcome outcome() throws Exception {
    try (Scene scene = new Scene()) {
      String actual;
      try {
        long result = attempt.in(scene);
        actual = layer == Layer.RAW && result < 0 ? rawMessage(result) : "returned " + result;
      } catch (ErrnoException | NameException e) {
        actual = String.valueOf(e.getMessage());
      }
      return new Outcome(scene.fillIn(call) + ": " + failure, actual);
    }
  }

  /** A raw result has no message of its own: it is put into the words of the typed layer. */
  private String rawMessage(long result) {
    boolean code = failure.symbol().startsWith("EAI_");
    return call + ": " + (code && result == failure.number() ? failure : Errno.of((int) -result));
  }

  @Override
  public String toString() {
    return call + ", " + situation + ": " + failure.symbol();
  }
}
