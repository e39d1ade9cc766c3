package dev.sluice.sys;

import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.i64;
import static dev.sluice.sys.Field.u16;

/** {@code struct signalfd_siginfo} of {@code <sys/signalfd.h>}, {@code signalfd(2)}. */
public final class SignalfdSiginfo {
  /** How many bytes it takes. */
  public static final int SIZEOF = 128;

  public static final Field.I32 ssi_signo = i32(0);
  public static final Field.I32 ssi_errno = i32(4);
  public static final Field.I32 ssi_code = i32(8);
  public static final Field.I32 ssi_pid = i32(12);
  public static final Field.I32 ssi_uid = i32(16);
  public static final Field.I32 ssi_fd = i32(20);
  public static final Field.I32 ssi_tid = i32(24);
  public static final Field.I32 ssi_band = i32(28);
  public static final Field.I32 ssi_overrun = i32(32);
  public static final Field.I32 ssi_trapno = i32(36);
  public static final Field.I32 ssi_status = i32(40);
  public static final Field.I32 ssi_int = i32(44);
  public static final Field.I64 ssi_ptr = i64(48);
  public static final Field.I64 ssi_utime = i64(56);
  public static final Field.I64 ssi_stime = i64(64);
  public static final Field.I64 ssi_addr = i64(72);
  public static final Field.U16 ssi_addr_lsb = u16(80);
  public static final Field.I32 ssi_syscall = i32(84);
  public static final Field.I64 ssi_call_addr = i64(88);
  public static final Field.I32 ssi_arch = i32(96);

  private SignalfdSiginfo() {}
}
