/**
 * Frames: messages on streams, which have none.
 *
 * <p>One {@code send} may arrive in pieces, and two may arrive as one. A {@link
 * dev.sluice.frame.Framing} says where a message ends; a {@link dev.sluice.frame.FrameDecoder}
 * takes whole ones from the buffer that was received into, without copying them and without
 * allocating.
 *
 * <table>
 *   <caption>The framings, and when not to take them</caption>
 *   <tr><th>framing</th><th>on the wire</th><th>when not</th></tr>
 *   <tr>
 *     <td>{@link dev.sluice.frame.Framing#lengthPrefix lengthPrefix}</td>
 *     <td>1, 2, 4 or 8 bytes of length, then the payload</td>
 *     <td>people type it</td>
 *   </tr>
 *   <tr>
 *     <td>{@link dev.sluice.frame.Framing#varint varint}</td>
 *     <td>1 to 5 bytes of length, then the payload</td>
 *     <td>the length is written before it is known: its width is not known either</td>
 *   </tr>
 *   <tr>
 *     <td>{@link dev.sluice.frame.Framing#delimiter delimiter}, {@link
 *       dev.sluice.frame.Framing#delimiterKept delimiterKept}</td>
 *     <td>the payload, then for instance {@code "\r\n"}</td>
 *     <td>payloads of arbitrary bytes: one that contains the delimiter cannot be sent</td>
 *   </tr>
 *   <tr>
 *     <td>{@link dev.sluice.frame.Framing#fixed fixed}</td>
 *     <td>the payload</td>
 *     <td>lengths that differ</td>
 *   </tr>
 * </table>
 *
 * <h2>Receiving</h2>
 *
 * <p>Over any source of bytes, blocking or not, the loop is the same. Here a server answers each
 * message with itself:
 *
 * {@snippet :
 * static final Framing FRAMING = Framing.lengthPrefix(4, ByteOrder.BIG_ENDIAN, 65_536);
 *
 * static void serve(StreamSocket socket) throws IOException {
 *   try (IoBuffer in = IoBuffer.allocate(FRAMING.maxFrameBytes());
 *       IoBuffer out = IoBuffer.allocate(FRAMING.maxFrameBytes())) {
 *     FrameDecoder decoder = FRAMING.newDecoder();
 *     while (socket.recv(in) != IoStatus.END_OF_STREAM) {
 *       IoBuffer payload;
 *       while ((payload = decoder.next(in)) != null) {
 *         FRAMING.encode(payload, out.clear());
 *         socket.sendAll(out);
 *       }
 *       decoder.makeRoom(in);
 *     }
 *     decoder.end(in);
 *   }
 * }
 * }
 *
 * <p>Whoever must not receive bytes behind a frame, because somebody else will, receives only what
 * is missing: {@code socket.recvExactly(in, decoder.neededBytes() - in.readable())} in place of
 * {@code recv}.
 *
 * <h2>Sending without a copy</h2>
 *
 * <p>Header, payload and trailer can be three buffers of one call; a part of no bytes does no harm:
 *
 * {@snippet :
 * static void sendVectored(StreamSocket socket, IoBuffer payload) throws IOException {
 *   try (IoBuffer header = IoBuffer.allocate(16);
 *       IoBuffer trailer = IoBuffer.allocate(16);
 *       Message message = Message.allocate(3, 0).setBuffers(header, payload, trailer)) {
 *     FRAMING.putHeader(payload, header);
 *     FRAMING.putTrailer(trailer);
 *     while (!header.isEmpty() || !payload.isEmpty() || !trailer.isEmpty()) {
 *       socket.send(message, MsgFlags.NONE);
 *     }
 *   }
 * }
 * }
 *
 * <h2>What a peer can do</h2>
 *
 * <table>
 *   <caption>Hostile and broken streams</caption>
 *   <tr><th>the peer</th><th>what happens</th></tr>
 *   <tr>
 *     <td>announces more than the maximum, be it 2 GiB or more than 63 bits</td>
 *     <td>{@link dev.sluice.frame.FrameException} as soon as the header is there; a decoder
 *       allocates nothing for a payload, ever</td>
 *   </tr>
 *   <tr>
 *     <td>sends a varint that does not end, or ends with a zero</td>
 *     <td>{@code FrameException} after as many bytes as the maximum has</td>
 *   </tr>
 *   <tr>
 *     <td>never sends the delimiter</td>
 *     <td>{@code FrameException} when no frame of the allowed length can end any more</td>
 *   </tr>
 *   <tr>
 *     <td>sends byte by byte</td>
 *     <td>each byte is looked at once</td>
 *   </tr>
 *   <tr>
 *     <td>leaves in the middle of a frame</td>
 *     <td>{@link java.io.EOFException} from {@link dev.sluice.frame.FrameDecoder#end end}</td>
 *   </tr>
 * </table>
 *
 * <p>The answer depends on the bytes alone, and not on how they were cut.
 */
package dev.sluice.frame;
