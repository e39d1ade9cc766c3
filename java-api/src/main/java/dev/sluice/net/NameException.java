package dev.sluice.net;

import dev.sluice.sys.Foreign;
import dev.sluice.sys.NetDbSys;
import java.io.IOException;
import java.io.Serial;

/**
 * A name or an address could not be looked up: which, and why in the resolver's own codes.
 *
 * <p>The message reads {@code getaddrinfo(nowhere.invalid): EAI_NONAME (-2) Name or service not
 * known}.
 */
public final class NameException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  private final int code;

  private NameException(String message, int code) {
    super(message);
    this.code = code;
  }

  static NameException of(String call, int code) {
    String text = Foreign.string(NetDbSys.gai_strerror(code));
    return new NameException(call + ": " + symbol(code) + " (" + code + ") " + text, code);
  }

  /** Describes an entry that a database, for instance {@code /etc/services}, does not have. */
  static NameException absent(String call, String database) {
    return new NameException(call + ": no such entry in " + database, NetDbSys.EAI_NONAME);
  }

  /** Returns the {@code EAI_} code of {@link NetDbSys}, negative. */
  public int code() {
    return code;
  }

  /** Tells whether the name server did not answer, so that a later try may succeed. */
  public boolean isTemporary() {
    return code == NetDbSys.EAI_AGAIN;
  }

  private static String symbol(int code) {
    return switch (code) {
      case NetDbSys.EAI_BADFLAGS -> "EAI_BADFLAGS";
      case NetDbSys.EAI_NONAME -> "EAI_NONAME";
      case NetDbSys.EAI_AGAIN -> "EAI_AGAIN";
      case NetDbSys.EAI_FAIL -> "EAI_FAIL";
      case NetDbSys.EAI_NODATA -> "EAI_NODATA";
      case NetDbSys.EAI_FAMILY -> "EAI_FAMILY";
      case NetDbSys.EAI_SOCKTYPE -> "EAI_SOCKTYPE";
      case NetDbSys.EAI_SERVICE -> "EAI_SERVICE";
      case NetDbSys.EAI_ADDRFAMILY -> "EAI_ADDRFAMILY";
      case NetDbSys.EAI_MEMORY -> "EAI_MEMORY";
      case NetDbSys.EAI_SYSTEM -> "EAI_SYSTEM";
      case NetDbSys.EAI_OVERFLOW -> "EAI_OVERFLOW";
      default -> "EAI code";
    };
  }
}
