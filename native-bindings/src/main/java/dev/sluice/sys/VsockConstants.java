package dev.sluice.sys;

/** {@code <linux/vm_sockets.h>}: numbers for AF_VSOCK, {@code vsock(7)}. */
public final class VsockConstants {
  // Addresses and ports; the unsigned -1 is any, vsock(7).
  public static final int VMADDR_CID_HYPERVISOR = 0;
  public static final int VMADDR_CID_LOCAL = 1;
  public static final int VMADDR_FLAG_TO_HOST = 1;
  public static final int VMADDR_CID_HOST = 2;
  public static final int VMADDR_CID_ANY = -1;
  public static final int VMADDR_PORT_ANY = -1;

  // Options of AF_VSOCK, vsock(7).
  public static final int SO_VM_SOCKETS_BUFFER_SIZE = 0;
  public static final int SO_VM_SOCKETS_BUFFER_MIN_SIZE = 1;
  public static final int SO_VM_SOCKETS_BUFFER_MAX_SIZE = 2;
  public static final int SO_VM_SOCKETS_PEER_HOST_VM_ID = 3;
  public static final int SO_VM_SOCKETS_TRUSTED = 5;
  public static final int SO_VM_SOCKETS_CONNECT_TIMEOUT = 6;
  public static final int SO_VM_SOCKETS_CONNECT_TIMEOUT_OLD = 6;
  public static final int SO_VM_SOCKETS_NONBLOCK_TXRX = 7;
  public static final int SO_VM_SOCKETS_CONNECT_TIMEOUT_NEW = 8;

  private VsockConstants() {}
}
