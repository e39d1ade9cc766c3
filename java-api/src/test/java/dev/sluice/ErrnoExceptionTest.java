package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a failed call says, and that it survives serialization. */
@ExtendWith(NoLeakedDescriptors.class)
class ErrnoExceptionTest {
  @Test
  void message_namesCallNumberAndReason() {
    ErrnoException exception = ErrnoException.of("connect(fd 7, 127.0.0.1:9)", -111);
    assertThat(exception)
        .isInstanceOf(IOException.class)
        .hasMessage("connect(fd 7, 127.0.0.1:9): ECONNREFUSED (111) Connection refused");
    assertThat(exception.call()).isEqualTo("connect(fd 7, 127.0.0.1:9)");
    assertThat(exception.errno()).isSameAs(Errno.ECONNREFUSED);
  }

  @Test
  void message_unknownNumber_keepsIt() {
    assertThat(new ErrnoException("close(fd 3)", Errno.of(4711)))
        .hasMessage("close(fd 3): errno 4711 (4711) Unknown error 4711");
  }

  @Test
  void serialization_roundTrip_keepsEverything() throws Exception {
    for (int number : new int[] {Errno.EPIPE.number(), 4711}) {
      ErrnoException exception = ErrnoException.of("send(fd 7)", -number);
      exception.initCause(new IllegalStateException("why"));
      exception.addSuppressed(new IOException("also"));
      ErrnoException copy = copy(exception);
      assertThat(copy)
          .hasMessage(exception.getMessage())
          .hasCauseInstanceOf(RuntimeException.class);
      assertThat(copy.getSuppressed()).hasSize(1);
      assertThat(copy.getStackTrace()).isEqualTo(exception.getStackTrace());
      assertThat(copy.call()).isEqualTo("send(fd 7)");
      assertThat(copy.errno()).isEqualTo(Errno.of(number));
    }
  }

  private static ErrnoException copy(ErrnoException exception) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(exception);
    }
    try (ObjectInputStream in =
        new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
      return (ErrnoException) in.readObject();
    }
  }
}
