package dev.sluice.sys;

import static dev.sluice.sys.Field.bytes;
import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.u16;
import static dev.sluice.sys.Field.u8;

/** {@code struct sockaddr_vm} of {@code <linux/vm_sockets.h>}, {@code vsock(7)}. */
public final class SockaddrVm {
  /** How many bytes it takes. */
  public static final int SIZEOF = 16;

  public static final Field.U16 svm_family = u16(0);
  public static final Field.U16 svm_reserved1 = u16(2);
  public static final Field.I32 svm_port = i32(4);
  public static final Field.I32 svm_cid = i32(8);
  public static final Field.U8 svm_flags = u8(12);
  public static final Field.Bytes svm_zero = bytes(13, 3);

  private SockaddrVm() {}
}
