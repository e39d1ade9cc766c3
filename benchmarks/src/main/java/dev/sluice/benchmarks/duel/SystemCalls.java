package dev.sluice.benchmarks.duel;

import dev.sluice.benchmarks.server.Control;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@link Strace} writes. */
final class SystemCalls {
  /** Counts calls: no line for each. */
  static final List<String> COUNTED = List.of("-c");

  /** A line for each call that receives, with what its descriptor is, and without what came. */
  static final List<String> RECEIVING =
      List.of("-y", "-s", "0", "-e", "trace=read,recvfrom,recvmsg,recvmmsg,readv");

  /** Such as {@code 17 recvfrom(9<socket:[43]>, ""..., 16384, 0, NULL, NULL) = 64}. */
  private static final Pattern RECEIVED =
      Pattern.compile(
          "\\d+ +(\\w+)\\(\\d+<(?:socket|TCP|TCPv6):.*?, (?:.*iov_len=)?(\\d+)[^\"]* = [1-9]\\d*");

  /** A call during which another thread made one is in two lines: this one is the first. */
  private static final Pattern UNFINISHED = Pattern.compile("(\\d+) +(.*) <unfinished \\.\\.\\.>");

  private static final Pattern RESUMED = Pattern.compile("(\\d+) +<\\.\\.\\. \\w+ resumed>(.*)");

  /** So many calls are enough to tell what a server does. */
  private static final int ENOUGH = 20;

  private SystemCalls() {}

  /** Returns how often each call was made, of lines as {@code 50.34 0.001 0 25600 12 recvfrom}. */
  static Map<String, Long> counts(List<String> lines) {
    Map<String, Long> calls = new TreeMap<>();
    for (String line : lines) {
      String[] words = line.strip().split(" +", -1);
      if (words.length >= 5 && words[0].matches("[0-9.]+") && !line.endsWith("total")) {
        calls.put(words[words.length - 1].toLowerCase(Locale.ROOT), Long.parseLong(words[3]));
      }
    }
    return calls;
  }

  /**
   * Sees to it that a server receives into as many bytes as the others.
   *
   * @throws Disqualified if it does not
   */
  static void verifyReceived(List<String> lines) throws Disqualified {
    int seen = 0;
    for (String line : joined(lines)) {
      Matcher received = RECEIVED.matcher(line);
      if (!received.matches()) {
        continue;
      }
      seen++;
      if (Integer.parseInt(received.group(2)) != Control.BUFFER_BYTES) {
        throw new Disqualified(
            "it receives into %s bytes and not %d, by %s"
                .formatted(received.group(2), Control.BUFFER_BYTES, received.group(1)));
      }
    }
    if (seen < ENOUGH) {
      throw new Disqualified("only " + seen + " calls were seen that receive from a socket");
    }
  }

  /** Puts calls together that are in two lines. */
  private static List<String> joined(List<String> lines) {
    List<String> joined = new ArrayList<>();
    Map<String, String> begun = new HashMap<>();
    for (String line : lines) {
      Matcher unfinished = UNFINISHED.matcher(line);
      Matcher resumed = RESUMED.matcher(line);
      if (unfinished.matches()) {
        begun.put(unfinished.group(1), unfinished.group(2));
      } else if (resumed.matches()) {
        String thread = resumed.group(1);
        joined.add(thread + " " + begun.getOrDefault(thread, "") + resumed.group(2));
      } else {
        joined.add(line);
      }
    }
    return joined;
  }
}
