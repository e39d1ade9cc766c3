package dev.sluice.examples.http;

import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a head means: which resource, how long the body is, and whether the connection goes on.
 *
 * @param method in upper case as it was sent
 * @param path of the target, still encoded, without query
 * @param isHttp11 whether the client knows chunks
 * @param keepsAlive whether another request may follow
 * @param bodyBytes how long the body is, 0 for none, {@link #CHUNKED} if it tells on the way
 * @param expectsContinue whether the client waits for leave to send the body
 * @param fields the header, until the next request is read
 */
record Request(
    String method,
    String path,
    boolean isHttp11,
    boolean keepsAlive,
    long bodyBytes,
    boolean expectsContinue,
    Fields fields) {
  static final long CHUNKED = -1;

  /** Methods that are known and not for everything, which is not the same as unknown ones. */
  private static final Set<String> KNOWN =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  private static final int LONGEST_LENGTH = 18; // digits; more would not fit a long

  /**
   * Understands a head that is complete.
   *
   * @throws Refusal if it is ambiguous, or asks for what there is not
   */
  static Request of(RequestParser head) throws Refusal {
    Fields fields = head.fields();
    boolean isHttp11 = head.minorVersion() >= 1;
    checkHost(fields, isHttp11);
    long bodyBytes = bodyBytes(fields, isHttp11);
    String method = head.method();
    if (!KNOWN.contains(method)) {
      throw new Refusal(Status.NOT_IMPLEMENTED, "no such method here");
    }
    return new Request(
        method,
        path(method, head.target()),
        isHttp11,
        keepsAlive(fields, isHttp11),
        bodyBytes,
        isHttp11 && expectsContinue(fields) && bodyBytes != 0,
        fields);
  }

  boolean isHead() {
    return method.equals("HEAD");
  }

  boolean hasBody() {
    return bodyBytes != 0;
  }

  /** Returns the value of a header field, by its name in lower case. */
  @Nullable String value(String name) {
    return fields.value(name);
  }

  /** RFC 9112, 3.2: exactly one, and an old client may have none. */
  private static void checkHost(Fields fields, boolean isHttp11) throws Refusal {
    String host = fields.value("host");
    if (host == null) {
      if (isHttp11) {
        throw Refusal.badRequest("no Host");
      }
    } else if (fields.count("host") > 1 || !Grammar.isHost(host)) {
      throw Refusal.badRequest("Host is one host and port");
    }
  }

  /** RFC 9112, 6.3, and nothing that two readers could understand differently. */
  private static long bodyBytes(Fields fields, boolean isHttp11) throws Refusal {
    String coding = fields.value("transfer-encoding");
    String length = fields.value("content-length");
    if (coding == null) {
      return length == null ? 0 : length(length);
    }
    if (length != null) {
      throw Refusal.badRequest("both Transfer-Encoding and Content-Length");
    }
    if (!isHttp11) {
      throw Refusal.badRequest("HTTP/1.0 has no Transfer-Encoding");
    }
    if (coding.equalsIgnoreCase("chunked")) {
      return CHUNKED;
    }
    String[] codings = coding.split(",", -1);
    boolean endsChunked = codings[codings.length - 1].strip().equalsIgnoreCase("chunked");
    if (!endsChunked || codings[0].strip().equalsIgnoreCase("chunked")) {
      throw Refusal.badRequest("a body of a request ends with its only chunked coding");
    }
    throw new Refusal(Status.NOT_IMPLEMENTED, "no transfer coding but chunked");
  }

  static long length(String digits) throws Refusal {
    if (!Grammar.isDigits(digits)) { // two of them are a list, and so none
      throw Refusal.badRequest("Content-Length is one number");
    }
    if (digits.length() > LONGEST_LENGTH) {
      throw new Refusal(Status.CONTENT_TOO_LARGE, "so long a body");
    }
    return Long.parseLong(digits);
  }

  private static boolean keepsAlive(Fields fields, boolean isHttp11) {
    return isHttp11
        ? !fields.hasElement("connection", "close")
        : fields.hasElement("connection", "keep-alive")
            && !fields.hasElement("connection", "close");
  }

  private static boolean expectsContinue(Fields fields) throws Refusal {
    String expected = fields.value("expect");
    if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
      throw new Refusal(Status.EXPECTATION_FAILED, "expect nothing but 100-continue");
    }
    return expected != null;
  }

  /** RFC 9112, 3.2: a path, or that of an absolute URI; others belong to methods not served. */
  private static String path(String method, String target) throws Refusal {
    String path = target;
    if (!target.startsWith("/")) {
      if (method.equals("CONNECT") || (method.equals("OPTIONS") && target.equals("*"))) {
        return "/";
      }
      if (!target.toLowerCase(Locale.ROOT).startsWith("http://")) {
        throw Refusal.badRequest("a target is a path, or begins with http://");
      }
      path = afterAuthority(target.substring("http://".length()));
    }
    int query = path.indexOf('?');
    return query < 0 ? path : path.substring(0, query);
  }

  private static String afterAuthority(String rest) throws Refusal {
    int end = 0;
    while (end < rest.length() && rest.charAt(end) != '/' && rest.charAt(end) != '?') {
      end++;
    }
    String authority = rest.substring(0, end);
    if (authority.isEmpty() || !Grammar.isHost(authority)) {
      throw Refusal.badRequest("http:// is followed by a host");
    }
    return end < rest.length() && rest.charAt(end) == '/' ? rest.substring(end) : "/";
  }
}
