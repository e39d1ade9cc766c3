package dev.sluice.loop;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.NoLeakedDescriptors;
import dev.sluice.Property;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeakedDescriptors.class)
class TimerHeapTest {
  private static final int STEPS = 100;

  /** Adds, moves, cancels and expires at random, beside a list that is searched. */
  private static void behavesAsAList(Random random, EventLoop loop) {
    TimerHeap heap = new TimerHeap();
    List<LoopTimer> model = new ArrayList<>();
    // nanoTime may be anything, and pass from the greatest number to the smallest.
    long now = random.nextBoolean() ? Long.MAX_VALUE - 200 : random.nextLong();
    for (int i = 0; i < STEPS; i++) {
      if (model.isEmpty() || random.nextInt(3) == 0) {
        model.add(new LoopTimer(loop, () -> {}));
        start(heap, model.getLast(), now + random.nextInt(100));
      } else if (random.nextInt(3) == 0) {
        start(heap, any(model, random), now + random.nextInt(100));
      } else if (random.nextInt(3) == 0) {
        LoopTimer cancelled = any(model, random);
        model.remove(cancelled);
        heap.remove(cancelled);
        heap.remove(cancelled);
      } else {
        now += random.nextInt(20);
        expire(heap, model, now);
      }
      assertThat(heap.isEmpty()).isEqualTo(model.isEmpty());
    }
    expire(heap, model, now + 1_000);
    assertThat(model).isEmpty();
    assertThat(heap.nanosToNext(now)).isNegative();
  }

  private static LoopTimer any(List<LoopTimer> timers, Random random) {
    return timers.get(random.nextInt(timers.size()));
  }

  private static void start(TimerHeap heap, LoopTimer timer, long deadline) {
    heap.remove(timer);
    timer.deadline = deadline;
    heap.add(timer);
  }

  private static void expire(TimerHeap heap, List<LoopTimer> model, long now) {
    model.sort(Comparator.comparingLong(timer -> timer.deadline - now));
    while (!model.isEmpty() && model.getFirst().deadline - now <= 0) {
      LoopTimer expired = requireNonNull(heap.takeExpired(now));
      assertThat(expired).isIn(model);
      assertThat(expired.deadline).isEqualTo(model.getFirst().deadline);
      assertThat(expired.isRunning()).isFalse();
      model.remove(expired);
    }
    assertThat(heap.takeExpired(now)).isNull();
    long next = model.isEmpty() ? -1 : model.getFirst().deadline - now;
    assertThat(heap.nanosToNext(now)).isEqualTo(next);
  }

  @Test
  void anySequence_behavesAsASortedList() throws Exception {
    try (EventLoop loop = EventLoop.openBlocking()) {
      Property.holds(random -> behavesAsAList(random, loop));
    }
  }
}
