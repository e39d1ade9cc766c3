package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.InetEndpoint;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sluice files}: its own client, and clients in Python that do what they should not. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(180)
class FilesTest {
  private static final String SECRET = "correct horse battery staple";
  private static final String PART = ".sluice-part";

  /** Speaks the protocol by hand; what it does after the handshake is its argument. */
  private static final String PYTHON =
      """
      import socket, sys, struct, hmac, hashlib, os
      port, secret, what = int(sys.argv[1]), sys.argv[2].encode(), sys.argv[3]
      def connect():
          s = socket.create_connection(("127.0.0.1", port)); s.settimeout(30); return s
      def exactly(s, n):
          b = b""
          while len(b) < n:
              p = s.recv(n - len(b))
              if not p: return b
              b += p
          return b
      def receive(s):
          head = exactly(s, 4)
          return exactly(s, struct.unpack(">I", head)[0]).decode().split("\\n") if head else []
      def send(s, *fields):
          m = "\\n".join(fields).encode(); s.sendall(struct.pack(">I", len(m)) + m)
      def auth(role, theirs, mine):
          said = "\\n".join(["sluice-files/1", role, theirs, mine]).encode()
          return hmac.new(secret, said, hashlib.sha256).hexdigest()
      def handshake(s):
          theirs = receive(s)[2]; mine = os.urandom(32).hex()
          proof = [mine, auth("client", theirs, mine)]
          send(s, "auth", *proof)
          assert receive(s) == ["welcome", auth("server", theirs, mine)]
          return proof
      s = connect()
      if what == "raw":
          receive(s); s.sendall(bytes.fromhex(sys.argv[4])); print(receive(s))
      elif what == "early":
          receive(s); send(s, "list", ""); print(receive(s))
      elif what == "replay":
          proof = handshake(s); other = connect(); receive(other)
          send(other, "auth", *proof); print(receive(other))
      elif what == "put":
          handshake(s); name, length, sent, sum = sys.argv[4:8]
          send(s, "put", name, length); have = receive(s); print(have, flush=True)
          if len(sys.argv) > 8: sys.stdin.readline()
          if have[0] == "have":
              send(s, "data", "0")
              try:
                  s.sendall(b"x" * int(sent))
                  if sum != "die": send(s, "sum", sum)
              except OSError: pass
              if sum != "die": print(receive(s))
      elif what == "say":
          handshake(s); send(s, *sys.argv[4:]); print(receive(s))
      s.close()
      """;

  @TempDir Path directory;
  private Path store = Path.of("");
  private Path secret = Path.of("");
  private final List<Program> servers = new ArrayList<>();

  @BeforeEach
  void makeStore() throws IOException {
    store = directory.resolve("store");
    Files.createDirectories(store.resolve("sub"));
    secret = directory.resolve("secret");
    Files.writeString(secret, SECRET + "\n");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
  }

  @AfterEach
  void endServers() throws IOException {
    for (Program server : servers) {
      server.close();
    }
  }

  private String serve(String... options) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("files", "serve", "--port", "0", "--secret", secret.toString()));
    command.addAll(List.of(options));
    command.add(store.toString());
    Program server = Program.sluice(command.toArray(String[]::new));
    servers.add(server);
    return Integer.toString(((InetEndpoint) server.listening()).port());
  }

  private Program.Result files(String port, String command, String... arguments)
      throws IOException {
    String[] first = {"files", command, "--port", port, "--secret", secret.toString()};
    try (Program client =
        Program.sluice(
            Stream.of(first, arguments).flatMap(Arrays::stream).toArray(String[]::new))) {
      return client.end();
    }
  }

  private static String python(String port, String known, String... what) throws IOException {
    assumeThat(Program.isInstalled("python3")).as("python3 is installed").isTrue();
    String[] first = {"python3", "-c", PYTHON, port, known};
    try (Program client =
        Program.any(Stream.of(first, what).flatMap(Arrays::stream).toArray(String[]::new))) {
      Program.Result result = client.end();
      assertThat(result.errors()).isEmpty();
      return result.output();
    }
  }

  private static byte[] random(int bytes) {
    byte[] data = new byte[bytes];
    new Random(bytes).nextBytes(data);
    return data;
  }

  private List<String> stored() throws IOException {
    try (Stream<Path> all = Files.walk(store)) {
      return all.filter(Files::isRegularFile)
          .map(path -> store.relativize(path).toString())
          .sorted()
          .toList();
    }
  }

  private static void assertRefused(Program.Result result, String sentence) {
    assertThat(result.errors()).contains(sentence).hasLineCount(1);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"virtual-threads", "thread-per-connection", "sequential"})
  void putListGet_areByteForByte(String model) throws IOException {
    String port = serve("--model", model);
    Path source = directory.resolve("big.bin");
    for (int bytes : new int[] {0, 1, 5_000_000}) {
      Files.write(source, random(bytes));
      Program.Result put = files(port, "put", source.toString(), "sub/copy");
      assertThat(put.errors()).isEmpty();
      assertThat(put.output()).startsWith("put sub/copy: " + bytes + " bytes, SHA-256 ");
      Path back = directory.resolve("back");
      Program.Result get = files(port, "get", "sub/copy", back.toString());
      assertThat(get.output().replace("got", "put")).isEqualTo(put.output());
      assertThat(back).hasSameBinaryContentAs(source);
      assertThat(store.resolve("sub/copy")).hasSameBinaryContentAs(source);
    }
    assertThat(files(port, "list").output()).isEqualTo("              0  sub/\n");
    assertThat(files(port, "list", "sub").output()).isEqualTo("        5000000  copy\n");
    assertThat(stored()).containsExactly("sub/copy");
  }

  @Test
  void longDirectory_isListedToItsEnd() throws IOException {
    List<String> names = new ArrayList<>();
    for (int i = 100; i < 141; i++) {
      names.add("file " + i);
      Files.writeString(store.resolve("file " + i), "1");
    }
    Files.delete(store.resolve("sub"));
    assertThat(files(serve(), "list").output().lines())
        .containsExactlyElementsOf(names.stream().map(n -> "              1  " + n).toList());
  }

  @Test
  void get_goesOnWhereItEnded_unlessTheFileIsAnother() throws IOException {
    byte[] data = random(3_000_000);
    Files.write(store.resolve("big"), data);
    String port = serve();
    Path target = directory.resolve("big");
    Path part = directory.resolve("big" + PART);
    Files.write(part, Arrays.copyOf(data, 1_234_567));
    assertThat(files(port, "get", "big", target.toString()).output())
        .contains("3000000 bytes, went on at 1234567, SHA-256 ");
    assertThat(target).hasBinaryContent(data);
    for (int other : new int[] {1_000, 4_000_000}) {
      Files.write(part, random(other));
      assertThat(files(port, "get", "big", target.toString()).output()).doesNotContain("went on");
      assertThat(target).hasBinaryContent(data);
      assertThat(part).doesNotExist();
    }
  }

  @Test
  void dyingClient_leavesNoFile_andPutGoesOnWhereItEnded() throws IOException {
    String port = serve();
    assertThat(python(port, SECRET, "put", "x", "1000000", "600000", "die")).contains("have");
    Path part = store.resolve("x" + PART);
    Deadline.of(Duration.ofSeconds(20))
        .until(() -> assertThat(Files.size(part)).isEqualTo(600_000));
    assertThat(stored()).containsExactly("x" + PART);
    assertThat(files(port, "list").output()).doesNotContain("x");
    Path source = directory.resolve("x");
    Files.writeString(source, "x".repeat(1_000_000));
    assertThat(files(port, "put", source.toString()).output()).contains("went on at 600000");
    assertThat(stored()).containsExactly("x");
    assertThat(store.resolve("x")).hasSameBinaryContentAs(source);
  }

  @Test
  void dyingServer_leavesNoFile_andTheClientSaysWhatToDo() throws IOException {
    Path big = store.resolve("big");
    try (var file = new RandomAccessFile(big.toFile(), "rw")) {
      file.setLength(4L << 30); // sparse: it takes a while to send
    }
    String port = serve();
    Path target = directory.resolve("big");
    Path part = directory.resolve("big" + PART);
    try (Program client =
        Program.sluice(
            "files", "get", "--port", port, "--secret", secret.toString(), "big", target + "")) {
      Deadline.of(Duration.ofSeconds(30)).until(() -> assertThat(Files.size(part)).isPositive());
      servers.getFirst().close();
      Program.Result result = client.end();
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.errors()).hasLineCount(1).startsWith("sluice files get: ");
      assertThat(target).doesNotExist();
      assertThat(part).exists();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "../secret, is no name here",
    "/etc/passwd, is no name here",
    "sub/../../secret, is no name here",
    "sub//x, is no name here",
    "., is no name here",
    "x.sluice-part, is no name here",
    "out, leads through a symbolic link",
    "in, leads through a symbolic link",
    "etc/secret, leads through a symbolic link",
    "sub, is no regular file",
    "none, there is no none",
    "sub/none/none, there is no sub/none/none",
  })
  void nameThatLeadsOut_orNowhere_isRefused(String name, String sentence) throws IOException {
    Files.writeString(store.resolve("inside"), "inside");
    Files.createSymbolicLink(store.resolve("out"), secret);
    Files.createSymbolicLink(store.resolve("in"), store.resolve("inside"));
    Files.createSymbolicLink(store.resolve("etc"), directory);
    String port = serve();
    Path target = directory.resolve("target");
    assertRefused(files(port, "get", name, target.toString()), sentence);
    assertThat(target).doesNotExist();
    assertThat(directory.resolve("target" + PART)).doesNotExist();
    assertThat(files(port, "list").output()).doesNotContain("out", "etc", " in\n");
  }

  @ParameterizedTest
  @CsvSource({
    "../new, is no name here",
    "etc/new, leads through a symbolic link",
    "out, no regular file",
    "sub, no regular file",
    "none/new, there is no none/new",
  })
  void putThatLeadsOut_orNowhere_isRefused(String name, String sentence) throws IOException {
    Files.createSymbolicLink(store.resolve("out"), secret);
    Files.createSymbolicLink(store.resolve("etc"), directory);
    String port = serve();
    Path source = Files.writeString(directory.resolve("source"), "evil");
    assertRefused(files(port, "put", source.toString(), name), sentence);
    assertThat(secret).content().startsWith(SECRET);
    assertThat(directory.resolve("new")).doesNotExist();
  }

  @Test
  void wrongChecksumOrLength_leavesNothing() throws IOException {
    String port = serve();
    assertThat(python(port, SECRET, "put", "x", "1000", "1000", "0".repeat(64)))
        .contains("['no', 'the checksum differs: nothing was kept']");
    // More than was announced is no message.
    assertThat(python(port, SECRET, "put", "x", "1000", "2000000", "0".repeat(64)))
        .contains("['no', ");
    assertThat(python(port, SECRET, "put", "x", "-1", "0", "")).contains("a number from 0 to ");
    assertThat(python(port, SECRET, "put", "x", "1e9", "0", "")).contains("a number from 0 to ");
    assertThat(python(port, SECRET, "put", "x", Long.toString(Long.MAX_VALUE), "0", ""))
        .contains("['no', 'no room: ");
    assertThat(stored()).isEmpty();
  }

  @Test
  void nothingIsDone_beforeTheSecretIsShown_andARecordedProofIsWorthNothing() throws IOException {
    Files.writeString(store.resolve("file"), "content");
    String port = serve();
    assertThat(python(port, SECRET, "early")).startsWith("['no', ");
    assertThat(python(port, SECRET, "replay")).isEqualTo("['no', 'the secrets differ']\n");
    assertThat(python(port, "another secret of enough bytes", "early")).startsWith("['no', ");
    for (String raw : List.of("7fffffff", "474554202f", "00000000", "00000004ff0a0a0a")) {
      assertThat(python(port, SECRET, "raw", raw)).startsWith("['no', ");
    }
    assertThat(python(port, SECRET, "say", "format", "c:")).startsWith("['no', ");
    assertThat(python(port, SECRET, "say", "get", "file")).startsWith("['no', ");
    assertThat(files(port, "list").output()).contains("file");
    Files.writeString(secret, "not the server's secret");
    assertRefused(files(port, "list"), "the secrets differ");
  }

  @Test
  void secret_isNeitherShortNorOpenNorMissing() throws IOException {
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-r--r--"));
    assertRefused(files("1", "list"), "other users can read");
    Files.setPosixFilePermissions(secret, PosixFilePermissions.fromString("rw-------"));
    Files.writeString(secret, "short\n");
    assertRefused(files("1", "list"), "at least 16 bytes, and this has 5");
    Files.delete(secret);
    assertRefused(files("1", "list"), "cannot read the secret in");
    try (Program program = Program.sluice("files", "list", "--port", "1")) {
      assertRefused(program.end(), "give --secret FILE, or set SLUICE_SECRET");
    }
  }

  @Test
  void fullDisk_refuses_andKeepsNothing() throws IOException {
    Path small = directory.resolve("small");
    Files.createDirectory(small);
    try (Program mount =
        Program.any("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", small.toString())) {
      int code = mount.end().exitCode();
      assumeThat(code).as("mount -t tmpfs, which root may").isZero();
    }
    try {
      store = small;
      String port = serve();
      Path source = directory.resolve("large");
      Files.write(source, random(3_000_000));
      assertRefused(files(port, "put", source.toString()), "no room: 3000000 bytes, and ");
      Files.write(source, random(700_000));
      String[] late = {"put", "x", "900000", "900000", "0".repeat(64), "when told"};
      String[] python = {"python3", "-c", PYTHON, port, SECRET};
      try (Program other =
          Program.any(Stream.of(python, late).flatMap(Arrays::stream).toArray(String[]::new))) {
        // There is room for either when it begins; the one that is told first takes it.
        assertThat(other.output().readLine()).contains("have");
        assertThat(files(port, "put", source.toString()).exitCode()).isZero();
        assertThat(other.end((byte) '\n').output())
            .contains("['no', 'cannot write x: No space left on device']");
      }
      assertThat(stored()).containsExactly("large");
      Files.delete(small.resolve("large"));
      assertThat(python(port, SECRET, "put", "x", "900000", "500000", "die")).contains("have");
      assertRefused(files(port, "put", source.toString()), "no room: 700000 bytes");
      assertThat(stored()).containsExactly("x" + PART);
    } finally {
      for (Program server : servers) {
        server.close();
      }
      try (Program umount = Program.any("umount", small.toString())) {
        assertThat(umount.end().exitCode()).isZero();
      }
    }
  }

  @Test
  void mistakes_areOneSentence() throws IOException {
    assertRefused(files("1", "list"), "cannot connect to 127.0.0.1:1: ");
    String port = serve();
    assertRefused(files(port, "put", directory.resolve("none").toString()), "there is no file");
    assertRefused(files(port, "get", "x", directory.toString()), "is a directory");
    try (Program program =
        Program.sluice(
            "files", "serve", "--secret", secret.toString(), "--model", "poll", store + "")) {
      Program.Result result = program.end();
      assertThat(result.exitCode()).isEqualTo(2);
      assertThat(result.errors()).hasLineCount(1).contains("no thread that may block");
    }
    try (Program program = Program.sluice("files")) {
      assertThat(program.end().exitCode()).isEqualTo(2);
    }
  }
}
