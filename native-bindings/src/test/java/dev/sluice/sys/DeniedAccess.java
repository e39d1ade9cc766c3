package dev.sluice.sys;

/** Runs in a JVM of its own, where native access is denied: see {@link DeniedAccessTest}. */
final class DeniedAccess {
  private DeniedAccess() {}

  /** Prints how a call, the question about it, and a constant come out. */
  public static void main(String[] args) {
    System.out.println("refusal: " + Abi.refusal());
    System.out.println("constants: " + EpollSys.EPOLLIN + " " + FileSys.O_DIRECTORY);
    try {
      System.out.println("call: " + EpollSys.epoll_create1(0));
    } catch (UnsupportedOperationException e) {
      System.out.println("call: " + e.getMessage());
    }
  }
}
