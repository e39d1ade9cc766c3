package dev.sluice.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.loop.ConnectionHandler;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;

/**
 * How another JVM makes such a handler: by the name of its class, and of a record by its
 * components.
 *
 * @param name the class
 * @param components as {@link RecordCodec} has them, a character for each byte; empty if it is no
 *     record
 */
record WorkerHandler(String name, String components) {
  /**
   * Tells how to make such a handler.
   *
   * @throws IllegalArgumentException if it takes more than that
   */
  static WorkerHandler of(ConnectionHandler handler) {
    Class<?> type = handler.getClass();
    if (type.isHidden() || type.isSynthetic()) {
      throw refused(type, "it is a lambda or has no name of its own");
    }
    if (type.isAnonymousClass() || type.isLocalClass()) {
      throw refused(type, "it belongs to the method that declares it");
    }
    if (!Modifier.isPublic(type.getModifiers())) {
      throw refused(type, "the class is not public");
    }
    checkFound(type);
    if (handler instanceof Record values) {
      return new WorkerHandler(type.getName(), componentsOf(values));
    }
    checkConstructor(type);
    return new WorkerHandler(type.getName(), "");
  }

  private static String componentsOf(Record values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      RecordCodec.write(values, out);
    } catch (IllegalArgumentException | UTFDataFormatException e) {
      throw refused(values.getClass(), String.valueOf(e.getMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toString(ISO_8859_1);
  }

  private static void checkConstructor(Class<?> type) {
    try {
      var _ = type.getConstructor();
    } catch (NoSuchMethodException e) {
      throw refused(
          type,
          type.isMemberClass() && !Modifier.isStatic(type.getModifiers())
              ? "it is an inner class, which is made of an object of the outer one: make it static"
              : "it has no public constructor without parameters");
    }
  }

  private static void checkFound(Class<?> type) {
    Module own = WorkerHandler.class.getModule();
    if (!type.getModule().isExported(type.getPackageName(), own)) {
      throw refused(
          type,
          type.getModule() + " does not export " + type.getPackageName() + " to " + own.getName());
    }
    try {
      Class<?> found = Class.forName(type.getName(), false, ClassLoader.getSystemClassLoader());
      if (found.equals(type)) {
        return;
      }
    } catch (ClassNotFoundException e) {
      // The same answer as for a class of the same name.
    }
    throw refused(type, "it was loaded by " + type.getClassLoader() + ", which a worker lacks");
  }

  private static IllegalArgumentException refused(Class<?> type, String why) {
    return new IllegalArgumentException(
        "prefork makes a handler in each worker process, and cannot make a "
            + type.getName()
            + ": "
            + why
            + ". Write the handler as a public, static or top-level class with a public constructor"
            + " without parameters, or as a public record of numbers and strings, on the class or"
            + " module path");
  }

  /** Makes one; what its constructor throws is thrown here. */
  ConnectionHandler create() throws ReflectiveOperationException, IOException {
    Class<?> type = Class.forName(name, true, ClassLoader.getSystemClassLoader());
    if (type.isRecord()) {
      byte[] bytes = components.getBytes(ISO_8859_1);
      try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
        return (ConnectionHandler) RecordCodec.read(type.asSubclass(Record.class), in);
      }
    }
    try {
      return type.asSubclass(ConnectionHandler.class).getConstructor().newInstance();
    } catch (InvocationTargetException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }
}
