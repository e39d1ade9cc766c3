package dev.sluice.loop;

import dev.sluice.IoBuffer;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The two calls of a loop, each compiled apart. A call of FFM allocates nothing where it is
 * compiled whole; but between a loop's {@code run} and a handler's {@code send} lie so many calls
 * that the compiler stops inlining (after 15, {@code MaxInlineLevel}) in the middle of it: 80 bytes
 * for each request of an echo server. It does not look through a method handle that is no constant,
 * and so begins anew behind it.
 */
final class Transfers {
  private static final MethodType TYPE = MethodType.methodType(int.class, IoBuffer.class);

  // Not static: those would be constants.
  private final MethodHandle recv = find("recv");
  private final MethodHandle send = find("send");

  private static MethodHandle find(String name) {
    try {
      return MethodHandles.lookup().findVirtual(StreamSocket.class, name, TYPE);
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(name, e);
    }
  }

  int recv(StreamSocket socket, IoBuffer buffer) throws IOException {
    try {
      return (int) recv.invokeExact(socket, buffer);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e); // it declares no other
    }
  }

  int send(StreamSocket socket, IoBuffer buffer) throws IOException {
    try {
      return (int) send.invokeExact(socket, buffer);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e); // it declares no other
    }
  }
}
