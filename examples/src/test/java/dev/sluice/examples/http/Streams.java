package dev.sluice.examples.http;

/** Requests that follow each other on one connection. */
final class Streams {
  static final String GOOD =
      """
      GET /a?query HTTP/1.1
      Host: example.org:80

      POST /echo HTTP/1.1
      Host: [::1]
      Content-Length: 5

      hello
      POST http://example.org/echo HTTP/1.1
      Host: example.org
      Transfer-Encoding: Chunked

      5;name="value"
      hello
      006
       world
      0
      Trailer: dropped

      GET http://example.org HTTP/1.0
      Connection: close

      """
          .replace("\n", "\r\n");

  private Streams() {}
}
