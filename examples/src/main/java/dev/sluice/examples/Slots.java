package dev.sluice.examples;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Objects by token: 32 bits of generation above 32 bits of slot. A slot that is used again has
 * another generation, so the token of an object that was removed finds nothing, whoever sits there
 * now: that is how a late event of a former connection is recognised.
 *
 * <p>Tokens are never negative, which leaves the negative ones to the caller. Not thread-safe.
 *
 * @param <T> what is kept
 */
final class Slots<T> {
  private static final int FIRST_SIZE = 64;
  private static final long SLOT_MASK = 0xFFFF_FFFFL;

  private @Nullable Object[] objects = new @Nullable Object[FIRST_SIZE];
  private int[] generations = new int[FIRST_SIZE];

  /** A stack of slots that were given back, the last one on top. */
  private int[] free = new int[FIRST_SIZE];

  private int freeCount;
  private int neverUsed;

  /** Keeps an object and returns its token. */
  long add(T object) {
    int slot = freeCount > 0 ? free[--freeCount] : nextSlot();
    objects[slot] = object;
    return (long) generations[slot] << Integer.SIZE | slot;
  }

  private int nextSlot() {
    if (neverUsed == objects.length) {
      int size = 2 * objects.length;
      objects = Arrays.copyOf(objects, size);
      generations = Arrays.copyOf(generations, size);
      free = Arrays.copyOf(free, size);
    }
    return neverUsed++;
  }

  /** Returns the object with this token, or {@code null} if it was removed. */
  @SuppressWarnings("unchecked") // add() put a T there
  @Nullable T get(long token) {
    int slot = (int) (token & SLOT_MASK);
    return generations[slot] == (int) (token >>> Integer.SIZE) ? (T) objects[slot] : null;
  }

  /** Forgets the object with this token; does nothing if it was forgotten before. */
  void remove(long token) {
    if (get(token) != null) {
      int slot = (int) (token & SLOT_MASK);
      objects[slot] = null;
      generations[slot] = (generations[slot] + 1) & Integer.MAX_VALUE;
      free[freeCount++] = slot;
    }
  }

  /** Returns any object, or {@code null} if there is none. */
  @SuppressWarnings("unchecked") // add() put a T there
  @Nullable T any() {
    for (int slot = 0; slot < neverUsed; slot++) {
      if (objects[slot] != null) {
        return (T) objects[slot];
      }
    }
    return null;
  }
}
