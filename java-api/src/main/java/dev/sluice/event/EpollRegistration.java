package dev.sluice.event;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One thing that an {@link Epoll} watches, as {@code /proc/self/fdinfo} shows it.
 *
 * @param fd the number it was added with; by now it may be closed, or another file's
 * @param bits what it is watched for, {@code EPOLLIN} and the others; a one-shot interest that is
 *     not armed has lost the first four
 * @param token what its events carry
 * @param inode the watched file's inode, equal for duplicates; 0 if the kernel does not tell
 */
public record EpollRegistration(int fd, int bits, long token, long inode) {
  private static final Pattern LINE =
      Pattern.compile(
          "tfd:\\s*(\\d+)\\s+events:\\s*(\\p{XDigit}+)\\s+data:\\s*(\\p{XDigit}+)"
              + "(?:.*\\bino:(\\p{XDigit}+))?.*");

  static List<EpollRegistration> list(int epoll) throws IOException {
    return parse(Files.readAllLines(Path.of("/proc/self/fdinfo", Integer.toString(epoll))));
  }

  /** Reads the lines that are about watched files; newer kernels may add others. */
  static List<EpollRegistration> parse(List<String> lines) {
    List<EpollRegistration> found = new ArrayList<>();
    for (String line : lines) {
      Matcher matcher = LINE.matcher(line.strip());
      if (matcher.matches()) {
        String inode = matcher.group(4);
        found.add(
            new EpollRegistration(
                Integer.parseInt(matcher.group(1)),
                Integer.parseUnsignedInt(matcher.group(2), 16),
                Long.parseUnsignedLong(matcher.group(3), 16),
                inode == null ? 0 : Long.parseUnsignedLong(inode, 16)));
      }
    }
    return List.copyOf(found);
  }

  /** Returns for instance {@code fd 7 EPOLLIN|EPOLLET 0x9}. */
  @Override
  public String toString() {
    return "fd " + fd + " " + EpollBits.toString(bits) + " 0x" + Long.toHexString(token);
  }
}
