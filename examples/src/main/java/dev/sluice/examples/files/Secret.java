package dev.sluice.examples.files;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.examples.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The option {@code --secret}: a file. There is none for the secret itself, because all users of a
 * machine can read command lines.
 */
final class Secret {
  private static final String VARIABLE = "SLUICE_SECRET";
  private static final int LEAST_BYTES = 16;

  private static final Set<PosixFilePermission> OF_OTHERS =
      EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.OTHERS_READ);

  @Option(
      names = "--secret",
      paramLabel = "FILE",
      description = "Has the secret that both sides know (default: the variable " + VARIABLE + ").")
  private @Nullable Path file;

  /** Returns the secret, without a line feed at its end. */
  byte[] read() throws IOException {
    byte[] secret = file == null ? ofEnvironment() : ofFile(file);
    int length = secret.length;
    while (length > 0 && (secret[length - 1] == '\n' || secret[length - 1] == '\r')) {
      length--;
    }
    if (length < LEAST_BYTES) {
      throw new Failure(
          "a secret has at least 16 bytes, and this has "
              + length
              + ": head -c 32 /dev/urandom | base64 makes one");
    }
    return Arrays.copyOf(secret, length);
  }

  private static byte[] ofEnvironment() throws Failure {
    String value = System.getenv(VARIABLE);
    if (value == null) {
      throw new Failure("no secret: give --secret FILE, or set " + VARIABLE);
    }
    return value.getBytes(UTF_8);
  }

  private static byte[] ofFile(Path file) throws IOException {
    if (!Files.isReadable(file) || Files.isDirectory(file)) {
      throw new Failure("cannot read the secret in " + file);
    }
    EnumSet<PosixFilePermission> open = EnumSet.copyOf(OF_OTHERS);
    open.retainAll(Files.getPosixFilePermissions(file));
    if (!open.isEmpty()) {
      throw new Failure("other users can read " + file + ": chmod 600 " + file);
    }
    return Files.readAllBytes(file);
  }
}
