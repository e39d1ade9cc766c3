package dev.sluice.benchmarks.harness;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** How a measured JVM is started: the Java of this one, native access, and a short class path. */
public final class Java {
  private Java() {}

  /**
   * Returns the command, the arguments of the class to be added.
   *
   * @param main the class to start
   * @param jvmArguments what the JVM gets beside what it needs
   * @param libraries a class of each jar that it needs beside Sluice's
   */
  public static List<String> command(
      Class<?> main, List<String> jvmArguments, Class<?>... libraries) {
    Set<String> classPath = new LinkedHashSet<>();
    classPath.add(location(dev.sluice.sys.SocketSys.class));
    classPath.add(location(dev.sluice.net.StreamSocket.class));
    classPath.add(location(Java.class));
    classPath.add(location(main));
    for (Class<?> library : libraries) {
      classPath.add(location(library));
    }
    return command(String.join(":", classPath), main.getName(), jvmArguments);
  }

  /**
   * Returns the command for a class that needs libraries, of which some may have no class at all.
   *
   * @param main the class to start
   * @param jvmArguments what the JVM gets beside what it needs
   * @param prefix how the names of their jars begin
   */
  public static List<String> commandWithJars(
      Class<?> main, List<String> jvmArguments, String prefix) {
    List<String> path = new ArrayList<>(List.of(location(main)));
    for (String entry : System.getProperty("java.class.path").split(":", -1)) {
      if (Path.of(entry).getFileName().toString().startsWith(prefix)) {
        path.add(entry);
      }
    }
    return command(String.join(":", path), main.getName(), jvmArguments);
  }

  /**
   * Returns the command for a class on the whole class path of this JVM.
   *
   * @param main the name of the class to start
   * @param jvmArguments what the JVM gets beside what it needs
   */
  public static List<String> commandOnWholePath(String main, List<String> jvmArguments) {
    return command(System.getProperty("java.class.path"), main, jvmArguments);
  }

  private static List<String> command(String path, String main, List<String> jvmArguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(jvmArguments);
    command.addAll(List.of("-cp", path, main));
    return command;
  }

  private static String location(Class<?> type) {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().getPath()).toString();
  }
}
