package dev.sluice;

/** The address family of an endpoint or socket, {@code socket(2)}. */
public enum Family {
  /** {@code AF_INET}: IPv4. */
  INET4,
  /** {@code AF_INET6}: IPv6, and IPv4 in mapped form where the socket is dual-stack. */
  INET6,
  /** {@code AF_UNIX}: on this machine, named by a path or an abstract name. */
  UNIX
}
