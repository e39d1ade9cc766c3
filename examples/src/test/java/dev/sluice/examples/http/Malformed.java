package dev.sluice.examples.http;

import java.util.List;
import java.util.stream.Stream;

/** Requests that are wrong, ambiguous or too much, and what is to become of them. */
final class Malformed {
  private static final String GET = "GET /a.txt HTTP/1.1\r\n";
  private static final String HOST = "Host: h\r\n";
  private static final String POST = "POST /echo HTTP/1.1\r\n" + HOST;
  private static final String CHUNKED = POST + "Transfer-Encoding: chunked\r\n\r\n";

  /** What another reader would take for a request of its own, if this one read less. */
  private static final String SMUGGLED = "GET /a.txt HTTP/1.1\r\nHost: h\r\n\r\n";

  private Malformed() {}

  /** Whether another request may follow. */
  enum Then {
    CLOSED,
    OPEN
  }

  /** A request, the statuses of all answers to it, and what becomes of the connection. */
  record Case(String name, String request, List<Integer> statuses, Then then) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Case closed(String name, int status, String request) {
    return new Case(name, request, List.of(status), Then.CLOSED);
  }

  private static Case open(String name, int status, String request) {
    return new Case(name, request, List.of(status), Then.OPEN);
  }

  static Stream<Case> all() {
    return Stream.of(lines(), fields(), hosts(), lengths(), codings(), chunks(), targets(), sizes())
        .flatMap(group -> group);
  }

  private static Stream<Case> lines() {
    return Stream.of(
        closed("bare LF after the first line", 400, "GET / HTTP/1.1\nHost: h\r\n\r\n"),
        closed("bare LF after a field", 400, GET + "Host: h\n\r\n"),
        closed("bare LF as the empty line", 400, GET + HOST + "\n"),
        closed("bare CR in the first line", 400, "GET / HTTP/1.1\rHost: h\r\n\r\n"),
        closed("bare CR in a value", 400, GET + HOST + "X: a\rb\r\n\r\n"),
        closed("CR CR LF", 400, GET + "Host: h\r\r\n\r\n"),
        closed("two spaces before the target", 400, "GET  / HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("two spaces before the version", 400, "GET /  HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("tab instead of space", 400, "GET\t/ HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("space behind the version", 400, "GET / HTTP/1.1 \r\n" + HOST + "\r\n"),
        closed("leading space", 400, " GET / HTTP/1.1\r\n" + HOST + "\r\n"),
        open("one empty line before", 200, "\r\n" + GET + HOST + "\r\n"),
        closed("two empty lines before", 400, "\r\n\r\n" + GET + HOST + "\r\n"),
        closed("HTTP/0.9", 400, "GET /\r\n\r\n"),
        closed("HTTP/1", 400, "GET / HTTP/1\r\n" + HOST + "\r\n"),
        closed("HTTP/1.10", 400, "GET / HTTP/1.10\r\n" + HOST + "\r\n"),
        closed("http/1.1", 400, "GET / http/1.1\r\n" + HOST + "\r\n"),
        closed("HTTP/2.0", 505, "GET / HTTP/2.0\r\n" + HOST + "\r\n"),
        closed("the preface of HTTP/2", 505, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
        open("HTTP/1.2 is understood as 1.1", 200, "GET /a.txt HTTP/1.2\r\n" + HOST + "\r\n"),
        closed("a TLS hello", 400, "\u0016\u0003\u0001\u0002\u0000\u0001\u0000"),
        closed("method with a control character", 400, "GE\u0001T / HTTP/1.1\r\n"),
        closed("unknown method", 501, "BREW / HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("method in lower case", 501, "get / HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("method without end", 501, "G".repeat(33)));
  }

  private static Stream<Case> fields() {
    return Stream.of(
        closed("space before the colon", 400, GET + "Host : h\r\n\r\n"),
        closed("tab before the colon", 400, GET + HOST + "X\t: a\r\n\r\n"),
        closed("obs-fold", 400, GET + HOST + "X: a\r\n b\r\n\r\n"),
        closed("obs-fold of Transfer-Encoding", 400, POST + "Transfer-Encoding:\r\n chunked\r\n"),
        closed("first line of the header indented", 400, GET + " Host: h\r\n\r\n"),
        closed("no colon", 400, GET + HOST + "Nonsense\r\n\r\n"),
        closed("no name", 400, GET + HOST + ": a\r\n\r\n"),
        closed("name with a slash", 400, GET + HOST + "A/B: a\r\n\r\n"),
        closed("NUL in a name", 400, GET + HOST + "A\0B: a\r\n\r\n"),
        closed("NUL in a value", 400, GET + HOST + "X: a\0b\r\n\r\n"),
        closed("DEL in a value", 400, GET + HOST + "X: \u007f\r\n\r\n"),
        closed("vertical tab in a value", 400, GET + HOST + "X: a\u000bb\r\n\r\n"),
        open("bytes beyond ASCII in a value", 200, GET + HOST + "X: \u00fc\r\n\r\n"),
        open("empty value", 200, GET + HOST + "X:\r\n\r\n"),
        closed("another expectation", 417, POST + "Content-Length: 1\r\nExpect: more\r\n\r\na"));
  }

  private static Stream<Case> hosts() {
    return Stream.of(
        closed("no Host", 400, GET + "\r\n"),
        closed("two Hosts", 400, GET + HOST + HOST + "\r\n"),
        closed("two different Hosts", 400, GET + HOST + "Host: other\r\n\r\n"),
        closed("Host with a path", 400, GET + "Host: h/x\r\n\r\n"),
        closed("Host with a user", 400, GET + "Host: a@h\r\n\r\n"),
        closed("Host of two words", 400, GET + "Host: a b\r\n\r\n"),
        closed("Host as a list", 400, GET + "Host: a, b\r\n\r\n"),
        open("empty Host", 200, GET + "Host:\r\n\r\n"),
        closed("HTTP/1.0 without Host", 200, "GET /a.txt HTTP/1.0\r\n\r\n"),
        closed("HTTP/1.0 with two Hosts", 400, "GET /a.txt HTTP/1.0\r\n" + HOST + HOST + "\r\n"));
  }

  private static Stream<Case> lengths() {
    return Stream.of(
        closed("two lengths", 400, length("5\r\nContent-Length: 5") + "hello"),
        closed("two different lengths", 400, length("5\r\nContent-Length: 6") + "hello"),
        closed("length as a list", 400, length("5, 5") + "hello"),
        closed("length with a sign", 400, length("+5") + "hello"),
        closed("negative length", 400, length("-5") + "hello"),
        closed("hexadecimal length", 400, length("0x5") + "hello"),
        closed("length with a space", 400, length("5 5") + "hello"),
        closed("length with a fraction", 400, length("5.0") + "hello"),
        closed("empty length", 400, length("") + "hello"),
        closed("length in other digits", 400, length("\u00b2") + "hello"),
        closed("length beyond 64 bits", 413, length("18446744073709551621") + "hello"),
        closed("length beyond the limit", 413, length("100000000") + "hello"),
        open("length with zeros", 200, length("0005") + "hello"),
        closed(
            "GET with a length beyond the limit",
            413,
            GET + HOST + "Content-Length: 100000000\r\n\r\n"),
        open(
            "GET with a body that looks like a request",
            200,
            GET + HOST + "Content-Length: " + SMUGGLED.length() + "\r\n\r\n" + SMUGGLED));
  }

  private static String length(String value) {
    return POST + "Content-Length: " + value + "\r\n\r\n";
  }

  private static Stream<Case> codings() {
    return Stream.of(
        closed(
            "CL.TE",
            400,
            POST + "Content-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + SMUGGLED),
        closed(
            "TE.CL",
            400,
            POST + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n5c\r\n" + SMUGGLED),
        closed("chunked twice", 400, coding("chunked, chunked") + SMUGGLED),
        closed(
            "two codings in two fields",
            400,
            coding("chunked\r\nTransfer-Encoding: chunked") + SMUGGLED),
        closed(
            "chunked and identity",
            400,
            coding("chunked\r\nTransfer-Encoding: identity") + SMUGGLED),
        closed("identity", 400, coding("identity") + SMUGGLED),
        closed("xchunked", 400, coding("xchunked") + SMUGGLED),
        closed("chunked with a parameter", 400, coding("chunked;q=1") + SMUGGLED),
        closed("chunked in quotes", 400, coding("\"chunked\"") + SMUGGLED),
        closed("chunked and a comma", 400, coding("chunked,") + SMUGGLED),
        closed("chunked behind a vertical tab", 400, coding("\u000bchunked") + SMUGGLED),
        closed("chunked not last", 400, coding("chunked, gzip") + SMUGGLED),
        closed("gzip, chunked", 501, coding("gzip, chunked") + SMUGGLED),
        closed(
            "space before the colon", 400, POST + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n"),
        closed(
            "HTTP/1.0 with a coding",
            400,
            "POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        open("chunked in capitals", 200, coding("CHUNKED") + "0\r\n\r\n"));
  }

  private static String coding(String value) {
    return POST + "Transfer-Encoding: " + value + "\r\n\r\n";
  }

  private static Stream<Case> chunks() {
    return Stream.of(
        open("chunks", 200, CHUNKED + "5\r\nhello\r\n0\r\n\r\n"),
        open("an extension", 200, CHUNKED + "5;a=b\r\nhello\r\n0;c\r\n\r\n"),
        open("a trailer", 200, CHUNKED + "1\r\na\r\n0\r\nX: y\r\n\r\n"),
        closed("size without digits", 400, CHUNKED + "\r\nhello"),
        closed("size that is no number", 400, CHUNKED + "g\r\nhello"),
        closed("size with a prefix", 400, CHUNKED + "0x5\r\nhello"),
        closed("size with a sign", 400, CHUNKED + "-5\r\nhello"),
        closed("size behind a space", 400, CHUNKED + " 5\r\nhello"),
        closed("size before a space", 400, CHUNKED + "5 \r\nhello"),
        closed("size beyond 64 bits", 400, CHUNKED + "10000000000000005\r\nhello"),
        closed("size of zeros beyond reason", 400, CHUNKED + "0".repeat(16)),
        closed("size beyond the limit", 413, CHUNKED + "fffffff\r\nhello"),
        closed("size ended by LF alone", 400, CHUNKED + "5\nhello\r\n0\r\n\r\n"),
        closed("extension ended by LF alone", 400, CHUNKED + "5;a\nhello\r\n0\r\n\r\n"),
        closed("extension without end", 400, CHUNKED + "5;" + "x".repeat(2_000)),
        closed("trailer with a space before its colon", 400, CHUNKED + "0\r\nX : y\r\n\r\n"),
        closed("trailers without end", 431, CHUNKED + "0\r\n" + "X: y\r\n".repeat(101)));
  }

  private static Stream<Case> targets() {
    return Stream.of(
        open("absolute form", 200, "GET http://h/a.txt HTTP/1.1\r\n" + HOST + "\r\n"),
        open("absolute form in capitals", 200, "GET HTTP://H/a.txt HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("absolute form without host", 400, "GET http:///a HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("absolute form with a user", 400, "GET http://u@h/a HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("another scheme", 400, "GET ftp://h/a.txt HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("no slash", 400, "GET a.txt HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("asterisk", 400, "GET * HTTP/1.1\r\n" + HOST + "\r\n"),
        open("authority form", 405, "CONNECT h:80 HTTP/1.1\r\n" + HOST + "\r\n"),
        open("OPTIONS of the server", 405, "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("fragment", 400, "GET /a#b HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("bytes beyond ASCII", 400, "GET /\u00fc HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("upwards", 400, "GET /../a.txt HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("upwards, encoded", 400, "GET /%2e%2E/a.txt HTTP/1.1\r\n" + HOST + "\r\n"),
        open("upwards behind an encoded slash", 404, "GET /..%2fa HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("encoded NUL", 400, "GET /a.txt%00.png HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("percent without digits", 400, "GET /%zz HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("percent at the end", 400, "GET /%4 HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("not UTF-8", 400, "GET /%ff HTTP/1.1\r\n" + HOST + "\r\n"),
        open("backslashes name a file", 404, "GET /..\\..\\a HTTP/1.1\r\n" + HOST + "\r\n"),
        open(
            "an encoded line end in a redirect",
            404,
            "GET /sub%0d%0aSet-Cookie:x HTTP/1.1\r\n" + HOST + "\r\n"),
        open("nothing there", 404, "GET /none HTTP/1.1\r\n" + HOST + "\r\n"),
        open("PUT", 405, "PUT /a.txt HTTP/1.1\r\n" + HOST + "\r\n"),
        closed(
            "PUT with a body",
            405,
            "PUT /a.txt HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\nhello"),
        open("GET of the echo", 405, "GET /echo HTTP/1.1\r\n" + HOST + "\r\n"));
  }

  private static Stream<Case> sizes() {
    return Stream.of(
        closed("target too long", 414, "GET /" + "a".repeat(9_000)),
        open(
            "target not too long",
            404,
            "GET /" + "a".repeat(8_000) + " HTTP/1.1\r\n" + HOST + "\r\n"),
        closed("value too long", 431, GET + HOST + "X: " + "a".repeat(20_000)),
        closed("name too long", 431, GET + HOST + "a".repeat(20_000)),
        closed("too many fields", 431, GET + HOST + "X: y\r\n".repeat(101)),
        open("not too many fields", 200, GET + HOST + "X: y\r\n".repeat(99) + "\r\n"),
        new Case("pipelined", (GET + HOST + "\r\n").repeat(3), List.of(200, 200, 200), Then.OPEN),
        new Case(
            "a bad one behind a good one",
            GET + HOST + "\r\n" + GET + "\r\n" + SMUGGLED,
            List.of(200, 400),
            Then.CLOSED),
        closed("close", 200, GET + HOST + "Connection: x, CLOSE\r\n\r\n" + SMUGGLED),
        new Case(
            "HTTP/1.0 that keeps the connection",
            "GET /a.txt HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
            List.of(200),
            Then.OPEN));
  }
}
