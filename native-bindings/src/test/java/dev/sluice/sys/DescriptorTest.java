package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.sluice.sys.functions.clock_h;
import dev.sluice.sys.functions.epoll_h;
import dev.sluice.sys.functions.errno_h;
import dev.sluice.sys.functions.eventfd_h;
import dev.sluice.sys.functions.inet_h;
import dev.sluice.sys.functions.inotify_h;
import dev.sluice.sys.functions.io_h;
import dev.sluice.sys.functions.names_h;
import dev.sluice.sys.functions.pidfd_h;
import dev.sluice.sys.functions.poll_h;
import dev.sluice.sys.functions.select_h;
import dev.sluice.sys.functions.signals_h;
import dev.sluice.sys.functions.socket_h;
import dev.sluice.sys.functions.timerfd_h;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Holds every register image and every wrapper against the prototype that jextract read. */
@ExtendWith(NoLeakedDescriptors.class)
class DescriptorTest {
  private static final List<Class<?>> HEADERS =
      List.of(
          clock_h.class,
          epoll_h.class,
          errno_h.class,
          eventfd_h.class,
          inet_h.class,
          inotify_h.class,
          io_h.class,
          names_h.class,
          pidfd_h.class,
          poll_h.class,
          select_h.class,
          signals_h.class,
          socket_h.class,
          timerfd_h.class);

  /** What a variadic call's variable arguments look like: jextract has only the fixed ones. */
  private static final Map<String, String> VARIABLE =
      Map.of(
          "fcntl_int", "N",
          "ioctl_int", "N",
          "ioctl_pointer", "P",
          "open", "N",
          "openat", "N");

  /** Functions that jextract read and that have no wrapper, and why. */
  private static final Map<String, String> NOT_WRAPPED = notWrapped();

  private static Map<String, String> notWrapped() {
    Map<String, String> reasons = new TreeMap<>();
    Stream.of("htons", "htonl", "ntohs", "ntohl").forEach(f -> reasons.put(f, "written in Java"));
    Stream.of("gethostbyname", "gethostbyaddr", "getservbyname", "getservbyport")
        .forEach(f -> reasons.put(f, "not safe with threads: the form with _r is wrapped"));
    Stream.of("getprotobyname", "getprotobynumber")
        .forEach(f -> reasons.put(f, "not safe with threads: the form with _r is wrapped"));
    reasons.put("epoll_create", "epoll_create1 with flags 0");
    reasons.put("inotify_init", "inotify_init1 with flags 0");
    reasons.put("pipe", "pipe2 with flags 0");
    reasons.put("dup2", "dup3, which can close on exec");
    reasons.put("strerror_r", "glibc and musl disagree about its result; strerror is wrapped");
    reasons.put("inet_addr", "cannot tell 255.255.255.255 from an error; inet_aton is wrapped");
    reasons.put("inet_ntoa", "takes a struct by value; inet_ntop is wrapped");
    reasons.put("isfdtype", "not in the man pages; getsockopt SO_TYPE is wrapped");
    reasons.put("sigprocmask", "undefined with threads; pthread_sigmask is wrapped");
    reasons.put("waitpid", "takes children away from the JVM; waitid can leave them");
    reasons.put("syscall", "linked by Native for functions that the C library lacks");
    return reasons;
  }

  @TestFactory
  Stream<DynamicTest> image_isThePrototypeWidened() {
    return handles().map(field -> DynamicTest.dynamicTest(field.getName(), () -> image(field)));
  }

  private static void image(Field handle) throws ReflectiveOperationException {
    FunctionDescriptor prototype = prototype(handle.getName());
    String expected = letters(prototype) + VARIABLE.getOrDefault(handle.getName(), "");
    List<Class<?>> types = ((MethodHandle) Project.value(handle)).type().parameterList();
    String image =
        types.stream()
            .skip(1) // where errno goes
            .map(type -> type == long.class ? "N" : "P")
            .collect(Collectors.joining());
    // Registers behind the last argument are ignored, so an image may go on after the prototype.
    assertThat(image).startsWith(expected);
  }

  @TestFactory
  Stream<DynamicTest> wrapper_takesAndReturnsWhatThePrototypeDoes() {
    return handles().map(field -> DynamicTest.dynamicTest(field.getName(), () -> wrapper(field)));
  }

  private static void wrapper(Field handle) throws ReflectiveOperationException {
    FunctionDescriptor prototype = prototype(handle.getName());
    Method method =
        Arrays.stream(handle.getDeclaringClass().getDeclaredMethods())
            .filter(m -> m.getName().equals(handle.getName()))
            .findAny()
            .orElseThrow();
    List<Class<?>> expected =
        new ArrayList<>(prototype.argumentLayouts().stream().map(DescriptorTest::java).toList());
    for (char letter : VARIABLE.getOrDefault(handle.getName(), "").toCharArray()) {
      expected.add(letter == 'P' ? MemorySegment.class : int.class);
    }
    assertThat(method.getParameterTypes()).containsExactlyElementsOf(expected);
    Class<?> result =
        prototype.returnLayout().<Class<?>>map(DescriptorTest::java).orElse(void.class);
    // A pointer comes back as an address, so that -errno fits in.
    assertThat(method.getReturnType())
        .isEqualTo(result == MemorySegment.class ? long.class : result);
  }

  @Test
  void echoServer_linksThreeShapes() {
    Set<Class<?>> echoServer =
        Set.of(SocketSys.class, EpollSys.class, UnistdSys.class, EventFdSys.class);
    Set<MethodType> shapes =
        handles()
            .filter(field -> echoServer.contains(field.getDeclaringClass()))
            .map(field -> ((MethodHandle) Project.value(field)).type())
            .collect(Collectors.toSet());
    assertThat(shapes).hasSize(3);
  }

  @Test
  void everyFunctionOfTheHeaders_isWrappedOrHasAReason() {
    Set<String> wrapped = new TreeSet<>();
    handles().map(field -> function(field.getName())).forEach(wrapped::add);
    Set<String> declared = new TreeSet<>();
    for (Class<?> header : HEADERS) {
      Arrays.stream(header.getDeclaredMethods())
          .map(Method::getName)
          .filter(name -> name.endsWith("$descriptor"))
          .forEach(name -> declared.add(name.replace("$descriptor", "")));
    }
    assertThat(NOT_WRAPPED.keySet()).doesNotContainAnyElementsOf(wrapped);
    declared.removeAll(NOT_WRAPPED.keySet());
    assertThat(wrapped).containsAll(declared);
  }

  private static Stream<Field> handles() {
    return Project.sysClasses().stream()
        .flatMap(type -> Arrays.stream(type.getDeclaredFields()))
        .filter(field -> field.getType() == MethodHandle.class);
  }

  /** A handle of a variadic function is named for the argument, too: {@code ioctl_pointer}. */
  private static String function(String handle) {
    return handle.startsWith("fcntl_") || handle.startsWith("ioctl_")
        ? handle.substring(0, 5)
        : handle;
  }

  private static FunctionDescriptor prototype(String handle) throws ReflectiveOperationException {
    String function = function(handle);
    for (Class<?> header : HEADERS) {
      for (Method method : header.getDeclaredMethods()) {
        if (method.getName().equals(function + "$descriptor")) {
          return (FunctionDescriptor) method.invoke(null);
        }
      }
      for (Class<?> variadic : header.getDeclaredClasses()) {
        if (variadic.getSimpleName().equals(function) && VARIABLE.containsKey(handle)) {
          Field fixed = variadic.getDeclaredField("BASE_DESC");
          return (FunctionDescriptor) Project.value(fixed);
        }
      }
    }
    return fail("jextract did not read " + function + ": add it to c-headers/topics");
  }

  private static String letters(FunctionDescriptor prototype) {
    return prototype.argumentLayouts().stream()
        .map(layout -> layout instanceof AddressLayout ? "P" : "N")
        .collect(Collectors.joining());
  }

  private static Class<?> java(MemoryLayout layout) {
    if (layout instanceof AddressLayout) {
      return MemorySegment.class;
    }
    return layout.byteSize() == 8 ? long.class : int.class;
  }
}
