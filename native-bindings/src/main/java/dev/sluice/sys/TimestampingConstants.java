package dev.sluice.sys;

/**
 * {@code <linux/net_tstamp.h>}: numbers for packet timestamps and transmit times, {@code
 * SO_TIMESTAMPING} and {@code SO_TXTIME} of {@code socket(7)}.
 */
public final class TimestampingConstants {
  // Flags of SO_TIMESTAMPING.
  public static final int SOF_TIMESTAMPING_TX_HARDWARE = 0x1;
  public static final int SOF_TIMESTAMPING_TX_SOFTWARE = 0x2;
  public static final int SOF_TIMESTAMPING_RX_HARDWARE = 0x4;
  public static final int SOF_TIMESTAMPING_RX_SOFTWARE = 0x8;
  public static final int SOF_TIMESTAMPING_SOFTWARE = 0x10;
  public static final int SOF_TIMESTAMPING_SYS_HARDWARE = 0x20;
  public static final int SOF_TIMESTAMPING_RAW_HARDWARE = 0x40;
  public static final int SOF_TIMESTAMPING_OPT_ID = 0x80;
  public static final int SOF_TIMESTAMPING_TX_SCHED = 0x100;
  public static final int SOF_TIMESTAMPING_TX_ACK = 0x200;
  public static final int SOF_TIMESTAMPING_TX_RECORD_MASK = 0x303;
  public static final int SOF_TIMESTAMPING_OPT_CMSG = 0x400;
  public static final int SOF_TIMESTAMPING_OPT_TSONLY = 0x800;
  public static final int SOF_TIMESTAMPING_OPT_STATS = 0x1000;
  public static final int SOF_TIMESTAMPING_OPT_PKTINFO = 0x2000;
  public static final int SOF_TIMESTAMPING_OPT_TX_SWHW = 0x4000;
  public static final int SOF_TIMESTAMPING_BIND_PHC = 0x8000;

  // Flags of SO_TXTIME.
  public static final int SOF_TXTIME_DEADLINE_MODE = 1;
  public static final int SOF_TXTIME_REPORT_ERRORS = 2;

  // Hardware timestamps.
  public static final int HWTSTAMP_FILTER_NONE = 0;
  public static final int HWTSTAMP_TX_OFF = 0;
  public static final int HWTSTAMP_FILTER_ALL = 1;
  public static final int HWTSTAMP_TX_ON = 1;
  public static final int HWTSTAMP_FILTER_SOME = 2;
  public static final int HWTSTAMP_TX_ONESTEP_SYNC = 2;
  public static final int HWTSTAMP_FILTER_PTP_V1_L4_EVENT = 3;
  public static final int HWTSTAMP_TX_ONESTEP_P2P = 3;
  public static final int HWTSTAMP_FILTER_PTP_V1_L4_SYNC = 4;
  public static final int HWTSTAMP_FILTER_PTP_V1_L4_DELAY_REQ = 5;
  public static final int HWTSTAMP_FILTER_PTP_V2_L4_EVENT = 6;
  public static final int HWTSTAMP_FILTER_PTP_V2_L4_SYNC = 7;
  public static final int HWTSTAMP_FILTER_PTP_V2_L4_DELAY_REQ = 8;
  public static final int HWTSTAMP_FILTER_PTP_V2_L2_EVENT = 9;
  public static final int HWTSTAMP_FILTER_PTP_V2_L2_SYNC = 10;
  public static final int HWTSTAMP_FILTER_PTP_V2_L2_DELAY_REQ = 11;
  public static final int HWTSTAMP_FILTER_PTP_V2_EVENT = 12;
  public static final int HWTSTAMP_FILTER_PTP_V2_SYNC = 13;
  public static final int HWTSTAMP_FILTER_PTP_V2_DELAY_REQ = 14;
  public static final int HWTSTAMP_FILTER_NTP_ALL = 15;

  private TimestampingConstants() {}
}
