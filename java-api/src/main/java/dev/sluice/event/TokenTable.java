package dev.sluice.event;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the tokens of events: connections, timers, anything. Its life: {@link #add} →
 * {@link #get} for each event → {@link #remove}.
 *
 * <p>The rule people trip over: an event may come late, for something that was removed meanwhile
 * and whose place somebody else has taken. A token is a place and the generation of its occupant,
 * so that {@code get} answers {@code null} then, and not with a stranger.
 *
 * <p>Not thread-safe. {@code get} and, once it has grown, {@code add} allocate nothing.
 *
 * @param <T> what is behind a token
 */
public final class TokenTable<T> {
  private static final int INITIAL_CAPACITY = 16;

  private @Nullable Object[] values = new Object[INITIAL_CAPACITY];
  private int[] generations = new int[INITIAL_CAPACITY];

  /** Free places below {@link #used}, a stack. */
  private int[] free = new int[INITIAL_CAPACITY];

  private int freeCount;
  private int used;

  /** Makes an empty table. */
  public TokenTable() {}

  /**
   * Takes a value in.
   *
   * @param value what the token will stand for
   * @return a token that no other value of this table has, had or soon will have: a place is handed
   *     out 2³² times before a token returns
   */
  public long add(T value) {
    int place = freeCount > 0 ? free[--freeCount] : nextPlace();
    values[place] = value;
    return token(place);
  }

  private int nextPlace() {
    if (used == values.length) {
      int capacity = 2 * used;
      values = Arrays.copyOf(values, capacity);
      generations = Arrays.copyOf(generations, capacity);
      free = Arrays.copyOf(free, capacity);
    }
    return used++;
  }

  private long token(int place) {
    return (long) generations[place] << Integer.SIZE | place;
  }

  /**
   * Returns what a token stands for.
   *
   * @param token as an event carried it
   * @return the value, or {@code null} if it was removed, or the token is not of this table
   */
  @SuppressWarnings("unchecked") // only add() writes
  public @Nullable T get(long token) {
    int place = (int) token;
    if (place < 0 || place >= used || token(place) != token) {
      return null;
    }
    return (T) values[place];
  }

  /**
   * Takes a value out. Its token stands for nothing from now on.
   *
   * @param token as {@link #add} returned it
   * @return the value, or {@code null} if it was removed before
   */
  public @Nullable T remove(long token) {
    T value = get(token);
    if (value != null) {
      int place = (int) token;
      values[place] = null;
      generations[place]++;
      free[freeCount++] = place;
    }
    return value;
  }

  /** Returns how many values are in the table. */
  public int size() {
    return used - freeCount;
  }
}
