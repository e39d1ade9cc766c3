package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The launcher in a tree of its own, with a Maven and Javas that only tell how they are called. */
@ExtendWith(NoLeakedDescriptors.class)
@Timeout(60)
class LauncherTest {
  @TempDir Path home;

  @BeforeEach
  void makeTree() throws IOException {
    for (String module : List.of("native-bindings", "java-api", "examples")) {
      write(root().resolve(module + "/src/main/java/A.java"), "");
      write(root().resolve(module + "/pom.xml"), "");
    }
    write(root().resolve("pom.xml"), "");
    script(root().resolve("sluice"), Files.readString(Path.of("../sluice")));
    for (String tool :
        List.of(
            "bash",
            "basename",
            "cat",
            "cp",
            "dirname",
            "env",
            "find",
            "flock",
            "mkdir",
            "mv",
            "readlink",
            "rm",
            "touch")) {
      script(bin().resolve(tool), "#!/bin/sh\nexec " + which(tool) + " \"$@\"\n");
    }
    makeMaven("");
    makeJava(home.resolve(".jdks/good"), "25.0.1");
  }

  private Path root() {
    return home.resolve("tree with blanks");
  }

  private Path bin() {
    return home.resolve("bin");
  }

  /** Where the Maven of these tests writes a line for each build. */
  private Path log() {
    return home.resolve("builds");
  }

  private static Path which(String tool) {
    return List.of("/usr/bin", "/bin").stream()
        .map(directory -> Path.of(directory, tool))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError(tool + " is in neither /usr/bin nor /bin"));
  }

  private void makeMaven(String more) throws IOException {
    script(
        bin().resolve("mvn"),
        """
        #!/usr/bin/env bash
        echo "[INFO] noise of Maven"
        echo "$*" >> '%s'
        %s
        cd '%s/examples' && mkdir -p target/lib
        touch target/lib/a.jar target/sluice-examples-1.jar
        """
            .formatted(log(), more, root()));
  }

  private static void makeJava(Path directory, String version) throws IOException {
    write(directory.resolve("release"), "IMPLEMENTOR=\"x\"\nJAVA_VERSION=\"" + version + "\"\n");
    script(
        directory.resolve("bin/java"),
        "#!/usr/bin/env bash\necho \"java %s: $*\"\nexit 7\n".formatted(version));
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static void script(Path file, String text) throws IOException {
    write(file, text);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private Program start(String... environmentAndCommand) throws IOException {
    String[] command = new String[environmentAndCommand.length + 4];
    command[0] = which("env").toString();
    command[1] = "-i";
    command[2] = "PATH=" + bin();
    command[3] = "HOME=" + home;
    System.arraycopy(environmentAndCommand, 0, command, 4, environmentAndCommand.length);
    return Program.any(command);
  }

  private Program.Result run(String... environmentAndCommand) throws IOException {
    try (Program program = start(environmentAndCommand)) {
      return program.end();
    }
  }

  private int builds() throws IOException {
    return Files.exists(log()) ? Files.readAllLines(log()).size() : 0;
  }

  private String sluice() {
    return root().resolve("sluice").toString();
  }

  @Test
  void firstUse_builds_andPassesOnArgumentsAndExitCode() throws IOException {
    Program.Result result = run("JAVA_HOME=" + home + "/.jdks/good", sluice(), "echo", "a  b");
    assertThat(result.output())
        .isEqualTo(
            "java 25.0.1: --enable-native-access=dev.sluice.sys -p "
                + root()
                + "/target/run/examples -m dev.sluice.examples/dev.sluice.examples.Sluice"
                + " echo a  b\n");
    assertThat(result.errors()).isEmpty();
    assertThat(result.exitCode()).isEqualTo(7);
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void secondUse_buildsOnlyWhenSourcesAreNewer() throws IOException {
    run("JAVA_HOME=" + home + "/.jdks/good", sluice());
    run("JAVA_HOME=" + home + "/.jdks/good", sluice());
    assertThat(builds()).isEqualTo(1);
    Path source = root().resolve("java-api/src/main/java/A.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plus(Duration.ofDays(1))));
    run("JAVA_HOME=" + home + "/.jdks/good", sluice());
    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void twoAtOnce_buildOnce() throws IOException {
    try (Program first = start("JAVA_HOME=" + home + "/.jdks/good", sluice());
        Program second = start("JAVA_HOME=" + home + "/.jdks/good", sluice())) {
      assertThat(first.end().exitCode()).isEqualTo(7);
      assertThat(second.end().exitCode()).isEqualTo(7);
    }
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void symbolicLink_leadsToTheTree() throws IOException {
    Path link = Files.createSymbolicLink(bin().resolve("sluice"), root().resolve("sluice"));
    Path second = Files.createSymbolicLink(home.resolve("link"), link);
    assertThat(run("JAVA_HOME=" + home + "/.jdks/good", second.toString()).exitCode()).isEqualTo(7);
  }

  @Test
  void failedBuild_showsItsOutputAndTheCommand_andIsTriedAgain() throws IOException {
    makeMaven("echo '[ERROR] broken'; exit 1");
    Program.Result result = run("JAVA_HOME=" + home + "/.jdks/good", sluice());
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).isEmpty();
    assertThat(result.errors())
        .contains("noise of Maven", "[ERROR] broken", "the build failed: mvn ");
    makeMaven("");
    assertThat(run("JAVA_HOME=" + home + "/.jdks/good", sluice()).exitCode()).isEqualTo(7);
  }

  @Test
  void olderJava_isPassedOver() throws IOException {
    makeJava(home.resolve("old"), "17.0.15");
    Files.createSymbolicLink(bin().resolve("java"), home.resolve(".jdks/good/bin/java"));
    Program.Result result = run("JAVA_HOME=" + home + "/old", sluice());
    assertThat(result.output()).startsWith("java 25.0.1: ");
  }

  @Test
  void builtTree_needsNoMaven() throws IOException {
    run("JAVA_HOME=" + home + "/.jdks/good", sluice());
    Files.delete(bin().resolve("mvn"));
    assertThat(run("JAVA_HOME=" + home + "/.jdks/good", sluice()).exitCode()).isEqualTo(7);
  }

  @Test
  void missingMaven_isNamed() throws IOException {
    Files.delete(bin().resolve("mvn"));
    Program.Result result = run("JAVA_HOME=" + home + "/.jdks/good", sluice());
    assertThat(result.errors()).contains("mvn is not on the PATH").hasLineCount(1);
    assertThat(result.exitCode()).isEqualTo(1);
  }
}
