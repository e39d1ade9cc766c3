package dev.sluice.server;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a worker process is started: by the same Java, with the class and module path of this JVM,
 * and with its options, except those that only one process can have: agents and debuggers, remote
 * management, flight recordings, logs that go to files, and archives to be written.
 *
 * @param words the command, without the arguments of one worker
 */
record WorkerCommand(List<String> words) {
  private static final String MANAGEMENT = "java.management";
  private static final String RAW_LAYER = "dev.sluice.sys";
  private static final String ALL_UNNAMED = "ALL-UNNAMED";

  /** How options begin that stay with this JVM. */
  private static final List<String> OURS_ALONE =
      List.of(
          "-agentlib:",
          "-agentpath:",
          "-javaagent:",
          "-Xrun",
          "-Xdebug",
          "-Xloggc:",
          "-XX:StartFlightRecording",
          "-XX:FlightRecorderOptions",
          "-XX:ArchiveClassesAtExit",
          "-XX:+AutoCreateSharedArchive",
          "-XX:AOTMode",
          "-XX:AOTConfiguration",
          "-XX:AOTCacheOutput",
          "-Dcom.sun.management.",
          "-Djava.class.path=",
          "-Djdk.module.");

  /** Their options are among those of this JVM already. */
  private static final List<String> VARIABLES =
      List.of("JDK_JAVA_OPTIONS", "JAVA_TOOL_OPTIONS", "_JAVA_OPTIONS");

  /**
   * Finds out how this JVM was started.
   *
   * @param handler the class that the workers need
   * @throws UnsupportedOperationException if it does not tell, or has no launcher
   */
  static WorkerCommand of(Class<?> handler) {
    if (ModuleLayer.boot().findModule(MANAGEMENT).isEmpty()) {
      throw new UnsupportedOperationException(
          "prefork asks the module java.management how this JVM was started: add --add-modules "
              + MANAGEMENT
              + " to the command line, or require it");
    }
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    if (!Files.isExecutable(java)) {
      throw new UnsupportedOperationException(
          "prefork starts workers by " + java + ", which is not there: take an image with it");
    }
    List<String> words = new ArrayList<>(List.of(java.toString()));
    Module own = WorkerCommand.class.getModule();
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (isForWorkers(option, own)) {
        words.add(option);
      }
    }
    words.add("--enable-native-access=" + nativeModules(handler.getModule()));
    String classPath = System.getProperty("java.class.path", "");
    if (!classPath.isEmpty()) {
      words.addAll(List.of("-cp", classPath));
    }
    words.addAll(mainClass(own));
    return new WorkerCommand(List.copyOf(words));
  }

  private static boolean isForWorkers(String option, Module own) {
    boolean isLogFile = option.startsWith("-Xlog:") && option.contains("file=");
    boolean isReplaced = own.isNamed() && option.startsWith("--add-modules=");
    return !isLogFile && !isReplaced && OURS_ALONE.stream().noneMatch(option::startsWith);
  }

  /** Granted again, because a jar's manifest may have granted it here. */
  private static String nativeModules(Module handler) {
    Optional<Module> raw = ModuleLayer.boot().findModule(RAW_LAYER);
    String first = raw.isPresent() ? RAW_LAYER : ALL_UNNAMED;
    String second = handler.isNamed() ? handler.getName() : ALL_UNNAMED;
    return !handler.isNativeAccessEnabled() || second.equals(first) ? first : first + "," + second;
  }

  /** Another main module has other roots, so the graph of this JVM is named as a whole. */
  private static List<String> mainClass(Module own) {
    String main = PreforkWorker.class.getName();
    if (!own.isNamed()) {
      return List.of(main);
    }
    String modules =
        ModuleLayer.boot().modules().stream()
            .map(Module::getName)
            .sorted()
            .collect(Collectors.joining(","));
    return List.of("--add-modules=" + modules, "-m", own.getName() + "/" + main);
  }

  /**
   * Starts a worker, which writes where this process does.
   *
   * @param control the abstract name to connect to
   * @param pid of this process, as the kernel tells the worker
   */
  Process start(String control, int pid) throws IOException {
    List<String> command = new ArrayList<>(words);
    command.add(control);
    command.add(Integer.toString(pid));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(Redirect.from(new File("/dev/null")))
            .redirectOutput(Redirect.INHERIT)
            .redirectError(Redirect.INHERIT);
    Map<String, String> environment = builder.environment();
    VARIABLES.forEach(environment::remove);
    return builder.start();
  }
}
