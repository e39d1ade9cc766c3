package dev.sluice.examples;

import dev.sluice.Endpoint;
import dev.sluice.ErrnoException;
import dev.sluice.IoBuffer;
import dev.sluice.net.AttemptsFailedException;
import dev.sluice.net.Connector;
import dev.sluice.net.DatagramSocket;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** {@code sluice nc -z}: which ports are open; each in a virtual thread with blocking calls. */
final class NcScan {
  private static final int AT_ONCE = 100;
  private static final int PATIENCE_MILLIS = 1_000;

  private final NcAddress address;
  private final int patienceMillis;
  private final boolean tells;

  NcScan(NcAddress address, int patienceSeconds, boolean tells) {
    this.address = address;
    this.patienceMillis = patienceSeconds == 0 ? PATIENCE_MILLIS : patienceSeconds * 1_000;
    this.tells = tells;
  }

  /** Prints the open ports, and tells whether there was one. */
  boolean run() throws IOException, InterruptedException {
    List<Callable<String>> trials = new ArrayList<>();
    for (List<Endpoint> endpoints : address.scanned()) {
      trials.add(() -> address.isDatagram() ? ask(endpoints.getFirst()) : connect(endpoints));
    }
    boolean isAny = false;
    try (ExecutorService threads =
        Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      for (Future<String> trial : threads.invokeAll(trials)) {
        String result = trial.get();
        boolean isOpen = !result.startsWith("-");
        isAny |= isOpen;
        if (isOpen) {
          System.out.println(result);
        } else if (tells) {
          System.err.println(result.substring(1));
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
    }
    return isAny;
  }

  private String connect(List<Endpoint> endpoints) throws IOException {
    try (StreamSocket socket = Connector.withTimeout(patienceMillis).createConnection(endpoints)) {
      return socket.peerEndpoint() + " open";
    } catch (SocketTimeoutException e) {
      return "-" + endpoints.getFirst() + " does not answer";
    } catch (AttemptsFailedException e) {
      return "-" + Nc.reasons(e);
    }
  }

  /** UDP has no connections: only a closed port answers, with an error of ICMP. */
  private String ask(Endpoint endpoint) throws IOException {
    try (DatagramSocket socket = DatagramSocket.open(endpoint.family());
        IoBuffer buffer = IoBuffer.allocate(1)) {
      socket.setTimeout(patienceMillis);
      socket.connect(endpoint);
      socket.send(buffer);
      socket.recv(buffer);
      return endpoint + " open";
    } catch (SocketTimeoutException e) {
      return endpoint + " open, or silent";
    } catch (ErrnoException e) {
      return "-" + endpoint + " " + e.errno();
    }
  }
}
