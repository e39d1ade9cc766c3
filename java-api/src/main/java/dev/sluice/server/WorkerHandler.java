package dev.sluice.server;

import dev.sluice.loop.ConnectionHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;

/** A handler that another JVM can make one of, by the name of its class. */
final class WorkerHandler {
  private WorkerHandler() {}

  /**
   * Returns the name to make it by.
   *
   * @throws IllegalArgumentException if it takes more than a name
   */
  static String nameOf(ConnectionHandler handler) {
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
    checkConstructor(type);
    checkFound(type);
    return type.getName();
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
            + " without parameters, on the class or module path");
  }

  /** Makes one; what its constructor throws is thrown here. */
  static ConnectionHandler create(String name) throws ReflectiveOperationException {
    Class<?> type = Class.forName(name, true, ClassLoader.getSystemClassLoader());
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
