package dev.sluice.backend;

import dev.sluice.event.Mechanism;
import dev.sluice.event.Poller;
import dev.sluice.net.Sockets;
import dev.sluice.nio.NioSockets;
import dev.sluice.sys.Abi;
import java.io.IOException;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/**
 * What carries out the calls: Linux itself, or NIO where the machine is not Linux or native access
 * is denied.
 *
 * {@snippet :
 * Backend backend = Backend.best();
 * try (ListeningSocket server = backend.sockets().listenOn(local, 128);
 *     Poller<Socket> poller = backend.openPoller()) {
 *   server.setBlocking(false);
 *   poller.register(server, Interest.READ, server);
 * }
 * }
 *
 * <p>The rule people trip over: sockets and pollers of two backends do not go together.
 * Thread-safe.
 */
public final class Backend {
  /** The system property that chooses for {@link #best}: {@code linux} or {@code nio}. */
  public static final String PROPERTY = "dev.sluice.backend";

  private static final Backend LINUX = new Backend("linux");
  private static final Backend NIO = new Backend("nio");

  private final String name;

  private Backend(String name) {
    this.name = name;
  }

  /** The choice, made and logged once. */
  private static final class Best {
    static final Choice CHOICE = logged(choose(System.getProperty(PROPERTY)));
  }

  /** A backend and why. */
  record Choice(Backend backend, Level level, String why) {}

  /** Returns Linux's own calls, available or not. */
  public static Backend linux() {
    return LINUX;
  }

  /** Returns NIO, which is always available. */
  public static Backend nio() {
    return NIO;
  }

  /**
   * Returns Linux if it is available, else NIO; {@code -Ddev.sluice.backend=nio} or {@code linux}
   * forces one. The first call logs the choice, and how to change it, through the {@link
   * System.Logger} named {@code dev.sluice.backend}: NIO as information, Linux, which is what one
   * expects, as a debug message.
   *
   * @throws IllegalArgumentException if the property has another value
   * @throws UnsupportedOperationException if the property forces Linux and it is not available
   */
  public static Backend best() {
    String forced = System.getProperty(PROPERTY);
    if (forced != null && forced(forced) == LINUX) {
      LINUX.ensureAvailable();
    }
    return Best.CHOICE.backend;
  }

  private static Backend forced(String value) {
    return switch (value) {
      case "linux" -> LINUX;
      case "nio" -> NIO;
      default ->
          throw new IllegalArgumentException(
              "-D" + PROPERTY + "=" + value + ": the backends are linux and nio");
    };
  }

  static Choice choose(@Nullable String property) {
    if (property != null) {
      Backend backend = forced(property);
      return new Choice(
          backend,
          backend == NIO ? Level.INFO : Level.DEBUG,
          "-D" + PROPERTY + "=" + property + " says so; without it the best available is taken");
    }
    String cause = LINUX.unavailabilityCause();
    return cause == null
        ? new Choice(LINUX, Level.DEBUG, "it is available; -D" + PROPERTY + "=nio takes NIO")
        : new Choice(NIO, Level.INFO, cause);
  }

  private static Choice logged(Choice choice) {
    System.getLogger(PROPERTY).log(choice.level, "backend " + choice.backend + ": " + choice.why);
    return choice;
  }

  /** Tells whether it can be used here. */
  public boolean isAvailable() {
    return unavailabilityCause() == null;
  }

  /**
   * Returns why it cannot be used here, in a sentence that names the flag to add or what else to
   * do; {@code null} if it can.
   */
  public @Nullable String unavailabilityCause() {
    return this == NIO ? null : Abi.refusal();
  }

  /**
   * Does nothing if it can be used here.
   *
   * @throws UnsupportedOperationException with {@link #unavailabilityCause} if not
   */
  public void ensureAvailable() {
    String cause = unavailabilityCause();
    if (cause != null) {
      throw new UnsupportedOperationException(cause);
    }
  }

  /**
   * Returns what opens its sockets.
   *
   * @throws UnsupportedOperationException if it is not available
   */
  public Sockets sockets() {
    ensureAvailable();
    return this == NIO ? NioSockets.SOCKETS : Sockets.linux();
  }

  /**
   * Opens a poller for its sockets: {@link Mechanism#linux}, or NIO's.
   *
   * @throws UnsupportedOperationException if it is not available
   * @throws IOException if no descriptor is left
   */
  public <A> Poller<A> openPoller() throws IOException {
    ensureAvailable();
    return Poller.open(this == NIO ? Mechanism.NIO : Mechanism.linux());
  }

  /** Returns {@code linux} or {@code nio}. */
  @Override
  public String toString() {
    return name;
  }
}
