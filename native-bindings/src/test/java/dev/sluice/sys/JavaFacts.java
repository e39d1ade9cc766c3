package dev.sluice.sys;

import java.lang.reflect.Field;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** What Java believes, in the words of the probe. */
final class JavaFacts {
  /** Views that are not of a {@code struct}, and their C name. */
  private static final Map<String, String> C_NAMES =
      Map.of("FdSet", "fd_set", "Siginfo", "siginfo_t");

  /** Structs without members of their own in the probe: a union inside, or bit-fields. */
  static final Set<String> UNKNOWN_TO_THE_PROBE =
      Set.of("In6Addr.s6_addr", "SockExtendedErr.ee_data");

  private JavaFacts() {}

  /** Returns every constant by name. */
  static Map<String, Long> constants() {
    Map<String, Long> constants = new TreeMap<>();
    for (Class<?> type : Project.classes()) {
      for (Field field : Project.publicFields(type)) {
        boolean ours = field.getName().equals("SIZEOF") || field.getName().equals("SIGSET_BYTES");
        if (!ours && Project.value(field) instanceof Number number) {
          Long twin = constants.put(field.getName(), number.longValue());
          if (twin != null) {
            throw new AssertionError(field.getName() + " is in two classes");
          }
        }
      }
    }
    return constants;
  }

  /** Returns every size, and every place and size of a member. */
  static Map<String, Long> layouts(Facts facts) {
    Map<String, Long> layouts = new TreeMap<>();
    layouts.put("sizeof sigset_t", (long) SignalSys.SIGSET_BYTES);
    layouts.put("sizeof struct pollfd", (long) Pollfd.SIZEOF);
    for (Class<?> type : Project.classes()) {
      String c = cName(type, facts);
      for (Field field : Project.publicFields(type)) {
        if (field.getName().equals("SIZEOF")) {
          String size = facts.numbers().containsKey("extent " + c) ? "extent " : "sizeof ";
          layouts.put(size + c, ((Number) Project.value(field)).longValue());
        } else if (Project.value(field) instanceof dev.sluice.sys.Field member
            && !(member instanceof dev.sluice.sys.Field.Bits)
            && !UNKNOWN_TO_THE_PROBE.contains(type.getSimpleName() + "." + field.getName())) {
          layouts.put("offsetof " + c + " " + field.getName(), member.offset());
          if (member.size() > 0) { // a member without a size, at the end, has only a place
            layouts.put("fieldsize " + c + " " + field.getName(), member.size());
          }
        }
      }
    }
    return layouts;
  }

  /** Finds {@code struct sockaddr_in} for {@code SockaddrIn}. */
  private static String cName(Class<?> type, Facts facts) {
    String name = type.getSimpleName();
    return facts.numbers().keySet().stream()
        .filter(fact -> fact.startsWith("sizeof struct ") || fact.startsWith("extent struct "))
        .map(fact -> fact.substring("sizeof ".length()))
        .filter(struct -> struct.replace("struct ", "").replace("_", "").equalsIgnoreCase(name))
        .findAny()
        .orElse(C_NAMES.getOrDefault(name, name));
  }
}
