package dev.sluice.net;

import java.io.IOException;
import java.io.Serial;
import org.jspecify.annotations.Nullable;

/**
 * A file that was being sent could not be read to its end: it has become shorter, or its disk
 * fails. The connection is of no use then, because its peer waits for bytes that will not come.
 */
public final class FileRegionException extends IOException {
  @Serial private static final long serialVersionUID = 1;

  FileRegionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
