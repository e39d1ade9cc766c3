package dev.sluice.loop;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Timers by deadline: a binary heap in which each timer knows its place, so that one can be taken
 * out of the middle. Not thread-safe; allocates only when it grows.
 */
final class TimerHeap {
  private static final int INITIAL_CAPACITY = 16;

  private LoopTimer[] heap = new LoopTimer[INITIAL_CAPACITY];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /** Returns nanoseconds to the next deadline, at least 0; negative if there is no timer. */
  long nanosToNext(long now) {
    return size == 0 ? -1 : Math.max(0, heap[0].deadline - now);
  }

  void add(LoopTimer timer) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    timer.place = size;
    heap[size++] = timer;
    rise(timer);
  }

  /** Takes a timer out; one that is not in stays so. */
  @SuppressWarnings("NullAway") // places from `size` on are never read
  void remove(LoopTimer timer) {
    int place = timer.place;
    if (place == LoopTimer.NOT_QUEUED) {
      return;
    }
    timer.place = LoopTimer.NOT_QUEUED;
    LoopTimer last = heap[--size];
    heap[size] = null;
    if (last != timer) {
      put(last, place);
      sink(last);
      rise(last);
    }
  }

  /** Takes out the next timer if its time has come. */
  @Nullable LoopTimer takeExpired(long now) {
    if (size == 0 || heap[0].deadline - now > 0) {
      return null;
    }
    LoopTimer timer = heap[0];
    remove(timer);
    return timer;
  }

  private void put(LoopTimer timer, int place) {
    heap[place] = timer;
    timer.place = place;
  }

  private void rise(LoopTimer timer) {
    int place = timer.place;
    while (place > 0) {
      int parent = (place - 1) / 2;
      if (heap[parent].deadline - timer.deadline <= 0) {
        break;
      }
      put(heap[parent], place);
      place = parent;
    }
    put(timer, place);
  }

  private void sink(LoopTimer timer) {
    int place = timer.place;
    for (int child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && heap[child + 1].deadline - heap[child].deadline < 0) {
        child++;
      }
      if (timer.deadline - heap[child].deadline <= 0) {
        break;
      }
      put(heap[child], place);
      place = child;
    }
    put(timer, place);
  }
}
