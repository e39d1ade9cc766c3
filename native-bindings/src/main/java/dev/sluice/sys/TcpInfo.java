package dev.sluice.sys;

import static dev.sluice.sys.Field.bits;
import static dev.sluice.sys.Field.i32;
import static dev.sluice.sys.Field.i64;
import static dev.sluice.sys.Field.u8;

/**
 * {@code struct tcp_info} of {@code <linux/tcp.h>}, {@code tcp(7)}.
 *
 * <p>Kernels lengthen it: {@code getsockopt(2)} says how much of it was filled. {@link #SIZEOF} is
 * the part known here.
 */
public final class TcpInfo {
  /** How many bytes it takes. */
  public static final int SIZEOF = 232;

  public static final Field.U8 tcpi_state = u8(0);
  public static final Field.U8 tcpi_ca_state = u8(1);
  public static final Field.U8 tcpi_retransmits = u8(2);
  public static final Field.U8 tcpi_probes = u8(3);
  public static final Field.U8 tcpi_backoff = u8(4);
  public static final Field.U8 tcpi_options = u8(5);
  public static final Field.Bits tcpi_snd_wscale = bits(6, 0, 4);
  public static final Field.Bits tcpi_rcv_wscale = bits(6, 4, 4);
  public static final Field.Bits tcpi_delivery_rate_app_limited = bits(7, 0, 1);
  public static final Field.Bits tcpi_fastopen_client_fail = bits(7, 1, 2);
  public static final Field.I32 tcpi_rto = i32(8);
  public static final Field.I32 tcpi_ato = i32(12);
  public static final Field.I32 tcpi_snd_mss = i32(16);
  public static final Field.I32 tcpi_rcv_mss = i32(20);
  public static final Field.I32 tcpi_unacked = i32(24);
  public static final Field.I32 tcpi_sacked = i32(28);
  public static final Field.I32 tcpi_lost = i32(32);
  public static final Field.I32 tcpi_retrans = i32(36);
  public static final Field.I32 tcpi_fackets = i32(40);
  public static final Field.I32 tcpi_last_data_sent = i32(44);
  public static final Field.I32 tcpi_last_ack_sent = i32(48);
  public static final Field.I32 tcpi_last_data_recv = i32(52);
  public static final Field.I32 tcpi_last_ack_recv = i32(56);
  public static final Field.I32 tcpi_pmtu = i32(60);
  public static final Field.I32 tcpi_rcv_ssthresh = i32(64);
  public static final Field.I32 tcpi_rtt = i32(68);
  public static final Field.I32 tcpi_rttvar = i32(72);
  public static final Field.I32 tcpi_snd_ssthresh = i32(76);
  public static final Field.I32 tcpi_snd_cwnd = i32(80);
  public static final Field.I32 tcpi_advmss = i32(84);
  public static final Field.I32 tcpi_reordering = i32(88);
  public static final Field.I32 tcpi_rcv_rtt = i32(92);
  public static final Field.I32 tcpi_rcv_space = i32(96);
  public static final Field.I32 tcpi_total_retrans = i32(100);
  public static final Field.I64 tcpi_pacing_rate = i64(104);
  public static final Field.I64 tcpi_max_pacing_rate = i64(112);
  public static final Field.I64 tcpi_bytes_acked = i64(120);
  public static final Field.I64 tcpi_bytes_received = i64(128);
  public static final Field.I32 tcpi_segs_out = i32(136);
  public static final Field.I32 tcpi_segs_in = i32(140);
  public static final Field.I32 tcpi_notsent_bytes = i32(144);
  public static final Field.I32 tcpi_min_rtt = i32(148);
  public static final Field.I32 tcpi_data_segs_in = i32(152);
  public static final Field.I32 tcpi_data_segs_out = i32(156);
  public static final Field.I64 tcpi_delivery_rate = i64(160);
  public static final Field.I64 tcpi_busy_time = i64(168);
  public static final Field.I64 tcpi_rwnd_limited = i64(176);
  public static final Field.I64 tcpi_sndbuf_limited = i64(184);
  public static final Field.I32 tcpi_delivered = i32(192);
  public static final Field.I32 tcpi_delivered_ce = i32(196);
  public static final Field.I64 tcpi_bytes_sent = i64(200);
  public static final Field.I64 tcpi_bytes_retrans = i64(208);
  public static final Field.I32 tcpi_dsack_dups = i32(216);
  public static final Field.I32 tcpi_reord_seen = i32(220);
  public static final Field.I32 tcpi_rcv_ooopack = i32(224);
  public static final Field.I32 tcpi_snd_wnd = i32(228);

  private TcpInfo() {}
}
