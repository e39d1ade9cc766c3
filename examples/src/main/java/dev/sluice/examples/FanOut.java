package dev.sluice.examples;

import dev.sluice.Endpoint;
import dev.sluice.Family;
import dev.sluice.InetEndpoint;
import dev.sluice.IoBuffer;
import dev.sluice.IoStatus;
import dev.sluice.net.StreamSocket;
import dev.sluice.server.ServerModel;
import dev.sluice.server.ServerSettings;
import dev.sluice.server.StreamServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine.Command;

/**
 * {@code sluice fan-out}: many questions at once, each in a virtual thread with plain blocking
 * calls. A deadline, the first answer of several, and a cancel are an interrupt of those threads,
 * which ends a blocked {@code recv} with {@link InterruptedIOException}; and {@code try} does not
 * go on before all of them have ended, so none is left behind.
 *
 * <p>{@code StructuredTaskScope} says the same in fewer words, and is a preview of JDK 25.
 */
@Command(
    name = "fan-out",
    header = "Virtual threads over blocking sockets: deadline, first answer, cancel.",
    description = "Runs on loopback, takes a second, and needs nothing else.",
    footer = {"", "Example:", "  sluice fan-out"})
final class FanOut implements Callable<Integer> {
  private static final int QUESTIONS = 1_000;
  private static final int NEVER = 0xFF;

  private final AtomicInteger interrupted = new AtomicInteger();

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    Endpoint local = InetEndpoint.loopback(Family.INET4, 0);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        StreamServer server =
            StreamServer.openBlocking(
                local, ServerModel.VIRTUAL_THREADS, FanOut::answer, ServerSettings.STANDARD)) {
      Future<Void> serving =
          threads.submit(
              () -> {
                server.serve();
                return null;
              });
      System.out.println("1000 questions, a virtual thread and a connection each:");
      print("all answer", "%d answered", all(server.endpoint(), 0));
      print("half never answer, 1 s", "%d answered", all(server.endpoint(), QUESTIONS / 2));
      print("", "%d were interrupted", interrupted.getAndSet(0));
      print("first of 1000 wins", "question %d", first(server.endpoint()));
      print("", "%d were interrupted", interrupted.get());
      server.shutdown(0);
      serving.get();
    }
    return 0;
  }

  private static void print(String what, String format, int number) {
    System.out.printf("  %-24s" + format + "%n", what, number);
  }

  /** The server: answers its question, a byte, with the same; or, if it is never, waits. */
  private static void answer(StreamSocket connection) throws IOException {
    try (IoBuffer question = IoBuffer.allocate(1)) {
      if (connection.recv(question) == IoStatus.END_OF_STREAM) {
        return; // the client was interrupted before it had asked
      }
      if (question.peek(0) == NEVER) {
        connection.recv(question.clear()); // until the client has gone
      } else {
        connection.sendAll(question);
      }
    }
  }

  private int ask(Endpoint server, int question) throws IOException {
    try (StreamSocket socket = StreamSocket.connectTo(server);
        IoBuffer buffer = IoBuffer.allocate(1)) {
      socket.sendAll(buffer.put(question));
      socket.recvExactly(buffer.clear(), 1);
      return question;
    } catch (InterruptedIOException e) {
      interrupted.incrementAndGet();
      throw e;
    }
  }

  /** Asks all, of whom so many never answer, within a second; returns how many have answered. */
  private int all(Endpoint server, int silent) throws InterruptedException {
    List<Callable<Integer>> questions = new ArrayList<>();
    for (int i = 0; i < QUESTIONS; i++) {
      int question = i < silent ? NEVER : i % NEVER;
      questions.add(() -> ask(server, question));
    }
    int answered = 0;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // What is not done at the deadline is cancelled: its thread is interrupted.
      for (Future<Integer> answer : threads.invokeAll(questions, 1, TimeUnit.SECONDS)) {
        answered += answer.state() == Future.State.SUCCESS ? 1 : 0;
      }
    }
    return answered;
  }

  /** Only the 700th ever answers; with its answer the others are interrupted. */
  private int first(Endpoint server) throws InterruptedException, ExecutionException {
    List<Callable<Integer>> questions = new ArrayList<>();
    for (int i = 0; i < QUESTIONS; i++) {
      int number = i;
      questions.add(() -> ask(server, number == 700 ? 1 : NEVER) == 1 ? number : -1);
    }
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      return threads.invokeAny(questions);
    }
  }
}
