/**
 * A file server and its client over a protocol of their own.
 *
 * <p>Messages are frames: four bytes of length, then UTF-8 fields with a line feed between them. A
 * file's bytes follow a message as they are, so the kernel can move them from the file to the
 * socket. {@code S} is the server:
 *
 * <pre>
 * S hello  sluice-files/1 NONCE          a conversation begins; nonces are 32 random bytes
 * C auth   NONCE MAC                     MAC = HMAC-SHA256(secret, client, both nonces)
 * S welcome MAC                          the same of "server": the client knows it too
 *
 * C list   DIRECTORY
 * S entries SIZE NAME SIZE NAME …        some at a time; without any, that was all
 *
 * C get    NAME HAVE SHA256              of the HAVE bytes that the client has kept
 * S file   LENGTH FROM, bytes, sum SHA256
 *
 * C put    NAME LENGTH
 * S have   KEPT SHA256                   of the KEPT bytes that the server has kept
 * C data   FROM, bytes, sum SHA256
 * S done
 *
 * S no     REASON                        in place of any answer
 * </pre>
 *
 * <p>FROM is what the other side has kept, if its checksum is that of the same bytes, and otherwise
 * 0; the sum is that of the whole file. Whoever is spoken to in the middle of its bytes stops: the
 * other side has refused the rest.
 *
 * <p>What is received goes to {@code NAME.sluice-part}, which becomes {@code NAME} in one step once
 * length and checksum are right. A transfer that breaks off leaves the part, from which the next
 * one goes on; nobody else can name it. Everything else that goes wrong deletes it.
 *
 * <p>The handshake proves that both sides know the secret, and a recorded one proves nothing to the
 * next nonce. What follows is neither encrypted nor signed: that is a tunnel's work.
 */
package dev.sluice.examples.files;
