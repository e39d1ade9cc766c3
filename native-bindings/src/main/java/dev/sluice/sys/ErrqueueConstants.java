package dev.sluice.sys;

/**
 * {@code <linux/errqueue.h>}: numbers of the error queue, {@code ip(7)}, in {@link
 * SockExtendedErr}.
 */
public final class ErrqueueConstants {
  // Origins.
  public static final int SO_EE_ORIGIN_NONE = 0;
  public static final int SO_EE_ORIGIN_LOCAL = 1;
  public static final int SO_EE_ORIGIN_ICMP = 2;
  public static final int SO_EE_ORIGIN_ICMP6 = 3;
  public static final int SO_EE_ORIGIN_TIMESTAMPING = 4;
  public static final int SO_EE_ORIGIN_TXSTATUS = 4;
  public static final int SO_EE_ORIGIN_ZEROCOPY = 5;
  public static final int SO_EE_ORIGIN_TXTIME = 6;

  // Codes and flags.
  public static final int SO_EE_CODE_TXTIME_INVALID_PARAM = 1;
  public static final int SO_EE_CODE_ZEROCOPY_COPIED = 1;
  public static final int SO_EE_RFC4884_FLAG_INVALID = 1;
  public static final int SO_EE_CODE_TXTIME_MISSED = 2;

  // Where a sent packet was stamped.
  public static final int SCM_TSTAMP_SND = 0;
  public static final int SCM_TSTAMP_SCHED = 1;
  public static final int SCM_TSTAMP_ACK = 2;

  private ErrqueueConstants() {}
}
