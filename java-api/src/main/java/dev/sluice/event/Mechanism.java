package dev.sluice.event;

/** What a {@link Poller} asks who is ready. */
public enum Mechanism {
  /** {@code epoll(7)}: what a wait costs depends on what is ready, not on what is registered. */
  EPOLL,

  /** {@code poll(2)}: each wait shows the kernel everything. */
  POLL,

  /** {@code select(2)}: as {@link #POLL}, and for numbers below {@code FD_SETSIZE} (1024) only. */
  SELECT,

  /** {@code java.nio.channels.Selector}: the only one for sockets of the NIO backend. */
  NIO;

  /**
   * The system property that chooses for {@link #linux}: {@code epoll}, {@code poll}, {@code
   * select}.
   */
  public static final String PROPERTY = "dev.sluice.poller";

  /**
   * Returns the mechanism that pollers for descriptors take: {@link #EPOLL}, or what {@code
   * -Ddev.sluice.poller} says.
   *
   * @throws IllegalArgumentException if the property has another value
   */
  public static Mechanism linux() {
    String forced = System.getProperty(PROPERTY, "epoll");
    return switch (forced) {
      case "epoll" -> EPOLL;
      case "poll" -> POLL;
      case "select" -> SELECT;
      default ->
          throw new IllegalArgumentException(
              "-D" + PROPERTY + "=" + forced + ": the mechanisms are epoll, poll and select");
    };
  }
}
