package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Holds constants and structs against what jextract wrote, and that against the headers. */
@ExtendWith(NoLeakedDescriptors.class)
class JextractTest {
  @Test
  void everyConstantOfJextract_isOurs() throws Exception {
    Map<String, Long> ours = JavaFacts.constants();
    Map<String, Long> theirs = new TreeMap<>();
    for (Class<?> type : generated()) {
      for (Method method : type.getDeclaredMethods()) {
        if (type.getSimpleName().endsWith("_h")
            && method.getParameterCount() == 0
            && !method.getName().startsWith("SYS_")
            && method.invoke(null) instanceof Number number) {
          theirs.put(method.getName(), number.longValue());
        }
      }
    }
    assertThat(theirs).hasSizeGreaterThan(1_200);
    assertThat(ours).containsAllEntriesOf(theirs);
  }

  @Test
  void everyStructOfJextract_hasOurSizeAndPlaces() throws Exception {
    int members = 0;
    for (Class<?> view : Project.classes()) {
      for (Class<?> struct : generated()) {
        String name = struct.getSimpleName();
        if (name.replace("_", "").equalsIgnoreCase(view.getSimpleName()) && name.length() > 4) {
          members += compare(view, (GroupLayout) struct.getMethod("layout").invoke(null));
        }
      }
    }
    assertThat(members).isGreaterThan(200);
  }

  private static int compare(Class<?> view, GroupLayout layout) throws Exception {
    assertThat(view.getField("SIZEOF").getInt(null)).isEqualTo((int) layout.byteSize());
    int members = 0;
    for (java.lang.reflect.Field field : Project.publicFields(view)) {
      boolean named = layout.memberLayouts().stream().anyMatch(m -> isNamed(m, field.getName()));
      if (named && Project.value(field) instanceof Field member) {
        PathElement path = PathElement.groupElement(field.getName());
        assertThat(member.offset()).isEqualTo(layout.byteOffset(path));
        assertThat(member.size()).isEqualTo(layout.select(path).byteSize());
        members++;
      }
    }
    return members;
  }

  private static boolean isNamed(MemoryLayout member, String name) {
    return member.name().filter(name::equals).isPresent();
  }

  private static List<Class<?>> generated() {
    Path gen = Project.ROOT.resolve("native-bindings/src/jextract/java/dev/sluice/sys/gen");
    return Project.javaFiles(gen).stream()
        .map(file -> file.getFileName().toString().replace(".java", ""))
        .<Class<?>>map(JextractTest::load)
        .toList();
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName("dev.sluice.sys.gen." + name);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void committedOutput_hasTheSumsOfTheManifest() throws Exception {
    Path sources = Project.ROOT.resolve("native-bindings/src");
    int files = 0;
    for (String line : Project.lines(sources.resolve("jextract/MANIFEST"))) {
      if (line.startsWith("sha256 ")) {
        String[] words = line.split(" ", 3);
        byte[] bytes = Files.readAllBytes(sources.resolve(words[2]));
        byte[] sum = MessageDigest.getInstance("SHA-256").digest(bytes);
        assertThat(HexFormat.of().formatHex(sum)).as(words[2]).isEqualTo(words[1]);
        files++;
      }
    }
    assertThat(files).isEqualTo(Project.javaFiles(sources.resolve("jextract/java")).size());
  }

  /** Runs jextract forty times, so it is not part of an ordinary build. */
  @Test
  @Tag("soak")
  void committedOutput_isWhatJextractWritesFromTheHeaders() throws Exception {
    assumeTrue(AbiProbeTest.onPath("jextract"), "skipped: no jextract on the PATH");
    String regenerate = Project.ROOT.resolve("c-headers/regenerate").toString();
    Project.Outcome outcome = Project.run(List.of(regenerate, "--check"));
    assertThat(outcome.status()).as(outcome.output()).isZero();
  }
}
