/**
 * A server for HTTP/1.1 over {@link dev.sluice.server.StreamServer}: files, and an echo for bodies.
 * From the bytes up: {@code Fields} and {@code RequestParser} read a head, {@code Request} decides
 * what it means, {@code BodyDecoder} finds the end of its body, {@code Conversation} answers, and
 * {@link dev.sluice.examples.http.HttpHandler} is what a server calls.
 */
@org.jspecify.annotations.NullMarked
package dev.sluice.examples.http;
