package dev.sluice.net;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;

import dev.sluice.Async;
import dev.sluice.Child;
import dev.sluice.Family;
import dev.sluice.Fd;
import dev.sluice.IoBuffer;
import dev.sluice.UnixEndpoint;
import java.io.IOException;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/**
 * Another process and another implementation that look at our sockets: a descriptor goes over by
 * SCM_RIGHTS with a question, and the answer comes back. CPython asks the kernel by the names that
 * its own headers gave it, where it knows the name.
 */
final class PythonWitness implements AutoCloseable {
  private static final int ANSWER_BYTES = 1 << 16;

  private static final String PROGRAM =
      """
      import array, os, socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
      s.connect('\\0' + sys.argv[1])
      def answer(fd, verb, name, level, number, value):
          o = socket.socket(fileno=fd)
          number = getattr(socket, name, int(number))
          if verb == 'get':
              return o.getsockopt(int(level), number, int(value)).hex()
          if verb == 'set':
              o.setsockopt(int(level), number, bytes.fromhex(value))
              return ''
          raise ValueError(verb)
      while True:
          question, anc, _, _ = s.recvmsg(4096, 64)
          if not question:
              break
          fd = array.array('i', anc[0][2])[0]
          try:
              reply = '=' + answer(fd, *question.decode().split(' '))
          except OSError as e:
              reply = '!%d' % e.errno
          s.send(reply.encode())
      """;

  private final Process process;
  private final SeqpacketSocket line;
  private final IoBuffer buffer = IoBuffer.allocate(ANSWER_BYTES);

  private PythonWitness(Process process, SeqpacketSocket line) {
    this.process = process;
    this.line = line;
  }

  /** Starts it; skips the test, visibly, where Python is missing. */
  static PythonWitness start() throws IOException {
    Child.assumeProgram("python3");
    String name = "sluice-witness-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    try (SeqpacketSocket listener = SeqpacketSocket.open(Family.UNIX)) {
      listener.bind(UnixEndpoint.abstractName(name));
      listener.listen(1);
      listener.setTimeout(Async.DEADLINE_MILLIS);
      Process process = new ProcessBuilder("python3", "-c", PROGRAM, name).inheritIO().start();
      return new PythonWitness(process, requireNonNull(listener.accept()));
    }
  }

  /** What the kernel says of an option: its bytes. */
  byte[] get(Socket socket, SocketOption<?> option, int roomBytes) throws IOException {
    return HexFormat.of().parseHex(ask(socket, "get", option, Integer.toString(roomBytes)));
  }

  /** Sets an option to these bytes. */
  void set(Socket socket, SocketOption<?> option, byte[] value) throws IOException {
    ask(socket, "set", option, HexFormat.of().formatHex(value));
  }

  private String ask(Socket socket, String verb, SocketOption<?> option, String value)
      throws IOException {
    String question =
        String.join(
            " ",
            verb,
            option.name(),
            Integer.toString(option.level()),
            Integer.toString(option.number()),
            value);
    Fd fd = socket.fd();
    try (Message message = Message.allocate(1, 64).setBuffers(buffer)) {
      buffer.clear().put(question, US_ASCII);
      message.ancillary().addRights(fd);
      line.send(message, MsgFlags.NONE);
    }
    buffer.clear();
    if (line.recv(buffer, MsgFlags.NONE) <= 0) {
      throw new IOException("the witness is gone: " + question);
    }
    String answer = buffer.getAll(US_ASCII);
    if (answer.startsWith("!")) {
      throw new IOException(question + " failed in Python: errno " + answer.substring(1));
    }
    return answer.substring(1);
  }

  @Override
  public void close() throws InterruptedException {
    line.close();
    buffer.close();
    if (!process.waitFor(Async.DEADLINE_MILLIS, TimeUnit.MILLISECONDS)) {
      process.destroyForcibly().waitFor();
      throw new AssertionError("the witness did not end");
    }
  }
}
