package dev.sluice.benchmarks.duel;

import dev.sluice.benchmarks.harness.CProgram;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What keeps a machine from giving good numbers, in sentences that say what to do. */
final class Hygiene {
  private static final double BUSY = 0.5;

  /** Beside its connections a process has jars, pipes and an epoll. */
  private static final int OTHER_DESCRIPTORS = 64;

  private Hygiene() {}

  /** Looks at the machine; nothing is said of what is well. */
  static List<String> complaints(Cores cores) throws IOException {
    List<String> complaints = new ArrayList<>();
    int processors = Cores.allowed().size();
    if (processors < 2) {
      complaints.add(
          "one processor for server and generator: they take it from each other, and only the CPU"
              + " time means something");
    } else if (!cores.areBound()) {
      complaints.add(
          "taskset is not on the PATH (package util-linux): processes wander, and numbers spread");
    } else if (processors == 2) {
      complaints.add(
          "two processors: whatever else runs takes its time from the server or the generator");
    }
    if (cores.areBound() && siblings(cores.server()).contains(cores.generator())) {
      complaints.add("the two processors share a core: the load of one slows the other down");
    }
    governor(complaints, cores);
    double load = Double.parseDouble(Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
    if (load > BUSY) {
      complaints.add(
          "the load is " + load + ": wait until the machine is quiet, or look at ratios only");
    }
    if (!CProgram.isCompilerPresent()) {
      complaints.add("there is no cc on the PATH: the contenders in C are skipped");
    }
    if (!Strace.isPossible()) {
      complaints.add("there is no strace on the PATH: system calls are not counted");
    }
    return complaints;
  }

  private static void governor(List<String> complaints, Cores cores) throws IOException {
    int core = Math.max(0, cores.server());
    Path file = Path.of("/sys/devices/system/cpu/cpu" + core + "/cpufreq/scaling_governor");
    if (Files.isReadable(file) && !Files.readString(file).strip().equals("performance")) {
      complaints.add(
          "the governor is "
              + Files.readString(file).strip()
              + ": for the last percent, 'cpupower frequency-set -g performance'");
    }
  }

  private static List<Integer> siblings(int core) throws IOException {
    Path file = Path.of("/sys/devices/system/cpu/cpu" + core + "/topology/thread_siblings_list");
    return Files.isReadable(file) ? Cores.numbers(Files.readString(file).strip()) : List.of(core);
  }

  /** Returns how many connections a process may have: its hard limit, to which servers go. */
  static int connections() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/self/limits"))) {
      if (line.startsWith("Max open files")) {
        String hard = line.strip().split(" +", -1)[4];
        return hard.equals("unlimited")
            ? Integer.MAX_VALUE
            : Integer.parseInt(hard) - OTHER_DESCRIPTORS;
      }
    }
    throw new IOException("/proc/self/limits tells no limit of open files");
  }
}
