package dev.sluice.loop;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.NoLeakedDescriptors;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/** The heap against a list that is searched. */
@AddLifecycleHook(NoLeakedDescriptors.class)
class TimerHeapPropertyTest {
  /** What is done to a heap. */
  enum Call {
    ADD,
    MOVE,
    CANCEL,
    EXPIRE
  }

  /** A call, for the timer at a place, or so much later. */
  record Step(Call call, int place, int nanos) {}

  @Provide
  static Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of(Call.class),
            Arbitraries.integers().between(0, 1_000),
            Arbitraries.integers().between(0, 100))
        .as(Step::new)
        .list()
        .ofMaxSize(100);
  }

  /** nanoTime may be anything, and pass from the greatest number to the smallest. */
  @Provide
  static Arbitrary<Long> begin() {
    return Arbitraries.longs().edgeCases(edges -> edges.add(Long.MAX_VALUE - 200));
  }

  @Property
  void anySequence_behavesAsASortedList(
      @ForAll("steps") List<Step> steps, @ForAll("begin") long begin) throws Exception {
    try (EventLoop loop = EventLoop.openBlocking()) {
      TimerHeap heap = new TimerHeap();
      List<LoopTimer> model = new ArrayList<>();
      long now = begin;
      for (Step step : steps) {
        now += step.call() == Call.EXPIRE ? step.nanos() : 0;
        take(step, heap, model, loop, now);
        assertThat(heap.isEmpty()).isEqualTo(model.isEmpty());
      }
      expire(heap, model, now + 1_000);
      assertThat(model).isEmpty();
      assertThat(heap.nanosToNext(now)).isNegative();
    }
  }

  private static void take(
      Step step, TimerHeap heap, List<LoopTimer> model, EventLoop loop, long now) {
    if (step.call() == Call.ADD || model.isEmpty()) {
      model.add(new LoopTimer(loop, () -> {}));
      start(heap, model.getLast(), now + step.nanos());
      return;
    }
    LoopTimer chosen = model.get(step.place() % model.size());
    switch (step.call()) {
      case MOVE -> start(heap, chosen, now + step.nanos());
      case CANCEL -> {
        model.remove(chosen);
        heap.remove(chosen);
        heap.remove(chosen);
      }
      default -> expire(heap, model, now);
    }
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
}
