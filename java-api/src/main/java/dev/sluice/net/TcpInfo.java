package dev.sluice.net;

import static dev.sluice.sys.TcpInfo.tcpi_advmss;
import static dev.sluice.sys.TcpInfo.tcpi_ato;
import static dev.sluice.sys.TcpInfo.tcpi_backoff;
import static dev.sluice.sys.TcpInfo.tcpi_busy_time;
import static dev.sluice.sys.TcpInfo.tcpi_bytes_acked;
import static dev.sluice.sys.TcpInfo.tcpi_bytes_received;
import static dev.sluice.sys.TcpInfo.tcpi_bytes_retrans;
import static dev.sluice.sys.TcpInfo.tcpi_bytes_sent;
import static dev.sluice.sys.TcpInfo.tcpi_ca_state;
import static dev.sluice.sys.TcpInfo.tcpi_data_segs_in;
import static dev.sluice.sys.TcpInfo.tcpi_data_segs_out;
import static dev.sluice.sys.TcpInfo.tcpi_delivered;
import static dev.sluice.sys.TcpInfo.tcpi_delivered_ce;
import static dev.sluice.sys.TcpInfo.tcpi_delivery_rate;
import static dev.sluice.sys.TcpInfo.tcpi_dsack_dups;
import static dev.sluice.sys.TcpInfo.tcpi_last_ack_recv;
import static dev.sluice.sys.TcpInfo.tcpi_last_data_recv;
import static dev.sluice.sys.TcpInfo.tcpi_last_data_sent;
import static dev.sluice.sys.TcpInfo.tcpi_lost;
import static dev.sluice.sys.TcpInfo.tcpi_max_pacing_rate;
import static dev.sluice.sys.TcpInfo.tcpi_min_rtt;
import static dev.sluice.sys.TcpInfo.tcpi_notsent_bytes;
import static dev.sluice.sys.TcpInfo.tcpi_options;
import static dev.sluice.sys.TcpInfo.tcpi_pacing_rate;
import static dev.sluice.sys.TcpInfo.tcpi_pmtu;
import static dev.sluice.sys.TcpInfo.tcpi_probes;
import static dev.sluice.sys.TcpInfo.tcpi_rcv_mss;
import static dev.sluice.sys.TcpInfo.tcpi_rcv_ooopack;
import static dev.sluice.sys.TcpInfo.tcpi_rcv_rtt;
import static dev.sluice.sys.TcpInfo.tcpi_rcv_space;
import static dev.sluice.sys.TcpInfo.tcpi_rcv_ssthresh;
import static dev.sluice.sys.TcpInfo.tcpi_reord_seen;
import static dev.sluice.sys.TcpInfo.tcpi_reordering;
import static dev.sluice.sys.TcpInfo.tcpi_retrans;
import static dev.sluice.sys.TcpInfo.tcpi_retransmits;
import static dev.sluice.sys.TcpInfo.tcpi_rto;
import static dev.sluice.sys.TcpInfo.tcpi_rtt;
import static dev.sluice.sys.TcpInfo.tcpi_rttvar;
import static dev.sluice.sys.TcpInfo.tcpi_rwnd_limited;
import static dev.sluice.sys.TcpInfo.tcpi_sacked;
import static dev.sluice.sys.TcpInfo.tcpi_segs_in;
import static dev.sluice.sys.TcpInfo.tcpi_segs_out;
import static dev.sluice.sys.TcpInfo.tcpi_snd_cwnd;
import static dev.sluice.sys.TcpInfo.tcpi_snd_mss;
import static dev.sluice.sys.TcpInfo.tcpi_snd_ssthresh;
import static dev.sluice.sys.TcpInfo.tcpi_snd_wnd;
import static dev.sluice.sys.TcpInfo.tcpi_sndbuf_limited;
import static dev.sluice.sys.TcpInfo.tcpi_state;
import static dev.sluice.sys.TcpInfo.tcpi_total_retrans;
import static dev.sluice.sys.TcpInfo.tcpi_unacked;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.sys.Field;
import java.lang.foreign.MemorySegment;

/**
 * What the kernel knows of a TCP connection, {@code struct tcp_info} of {@code tcp(7)}.
 *
 * <p>Kernels lengthen the struct. What an older one does not tell is {@link #ABSENT}; what a newer
 * one tells beyond these is in {@link #bytes}. A copy, immutable, thread-safe.
 */
public final class TcpInfo {
  /** What this kernel does not tell. */
  public static final long ABSENT = -1;

  static final SocketOption.Codec<TcpInfo> CODEC =
      new OptionCodecs.ReadOnly<>(OptionCodecs.ROOM_BYTES) {
        @Override
        public TcpInfo decode(MemorySegment memory) {
          return new TcpInfo(memory.toArray(JAVA_BYTE));
        }
      };

  private final byte[] bytes;
  private final MemorySegment memory;

  private TcpInfo(byte[] bytes) {
    this.bytes = bytes;
    this.memory = MemorySegment.ofArray(bytes);
  }

  /** Returns the struct as the kernel wrote it, a copy. */
  public byte[] bytes() {
    return bytes.clone();
  }

  private long number(Field field) {
    if (field.offset() + field.size() > bytes.length) {
      return ABSENT;
    }
    return switch (field) {
      case Field.U8 number -> number.get(memory);
      case Field.I32 number -> Integer.toUnsignedLong(number.get(memory));
      case Field.I64 number -> number.get(memory);
      default -> throw new AssertionError("no field of tcp_info is a " + field);
    };
  }

  /** Returns the connection state, {@code TCP_ESTABLISHED} or another. */
  public long state() {
    return number(tcpi_state);
  }

  /** Returns the state of congestion control, {@code TCP_CA_Open} or another. */
  public long congestionState() {
    return number(tcpi_ca_state);
  }

  /** Returns how often the oldest segment was retransmitted. */
  public long retransmits() {
    return number(tcpi_retransmits);
  }

  /** Returns how many probes of a closed window or an idle connection are unanswered. */
  public long probes() {
    return number(tcpi_probes);
  }

  /** Returns by which power of two the retransmission timeout has grown. */
  public long backoff() {
    return number(tcpi_backoff);
  }

  /** Returns which options were negotiated, a set of bits. */
  public long options() {
    return number(tcpi_options);
  }

  /** Returns the retransmission timeout in microseconds. */
  public long retransmissionTimeoutMicros() {
    return number(tcpi_rto);
  }

  /** Returns the delay of acknowledgements in microseconds. */
  public long delayedAckTimeoutMicros() {
    return number(tcpi_ato);
  }

  /** Returns the largest segment sent, in bytes. */
  public long sendSegmentBytes() {
    return number(tcpi_snd_mss);
  }

  /** Returns the estimate of the largest segment received, in bytes. */
  public long receiveSegmentBytes() {
    return number(tcpi_rcv_mss);
  }

  /**
   * Returns how many segments are unacknowledged; on a listening socket, how many connections wait.
   */
  public long unackedSegments() {
    return number(tcpi_unacked);
  }

  /** Returns how many segments are selectively acknowledged; on a listening socket, the backlog. */
  public long sackedSegments() {
    return number(tcpi_sacked);
  }

  /** Returns how many segments are believed lost. */
  public long lostSegments() {
    return number(tcpi_lost);
  }

  /** Returns how many retransmitted segments are under way. */
  public long retransmittedSegments() {
    return number(tcpi_retrans);
  }

  /** Returns how long ago data was sent, in milliseconds. */
  public long sinceDataSentMillis() {
    return number(tcpi_last_data_sent);
  }

  /** Returns how long ago data was received, in milliseconds. */
  public long sinceDataReceivedMillis() {
    return number(tcpi_last_data_recv);
  }

  /** Returns how long ago an acknowledgement was received, in milliseconds. */
  public long sinceAckReceivedMillis() {
    return number(tcpi_last_ack_recv);
  }

  /** Returns the path MTU in bytes. */
  public long pathMtuBytes() {
    return number(tcpi_pmtu);
  }

  /** Returns the threshold of the receive window, in bytes. */
  public long receiveThresholdBytes() {
    return number(tcpi_rcv_ssthresh);
  }

  /** Returns the smoothed round-trip time in microseconds. */
  public long roundTripMicros() {
    return number(tcpi_rtt);
  }

  /** Returns the variance of the round-trip time in microseconds. */
  public long roundTripVarianceMicros() {
    return number(tcpi_rttvar);
  }

  /** Returns the slow-start threshold in segments. */
  public long slowStartThresholdSegments() {
    return number(tcpi_snd_ssthresh);
  }

  /** Returns the congestion window in segments. */
  public long congestionWindowSegments() {
    return number(tcpi_snd_cwnd);
  }

  /** Returns the advertised largest segment in bytes. */
  public long advertisedSegmentBytes() {
    return number(tcpi_advmss);
  }

  /** Returns by how many segments the network reorders. */
  public long reorderingSegments() {
    return number(tcpi_reordering);
  }

  /** Returns the round-trip time as the receiver sees it, in microseconds. */
  public long receiverRoundTripMicros() {
    return number(tcpi_rcv_rtt);
  }

  /** Returns the room for receiving that autotuning aims at, in bytes. */
  public long receiveSpaceBytes() {
    return number(tcpi_rcv_space);
  }

  /** Returns how many segments were retransmitted so far. */
  public long totalRetransmittedSegments() {
    return number(tcpi_total_retrans);
  }

  /** Returns the pacing rate in bytes per second; unsigned. */
  public long pacingBytesPerSecond() {
    return number(tcpi_pacing_rate);
  }

  /** Returns the limit of the pacing rate in bytes per second; unsigned, all ones for none. */
  public long maxPacingBytesPerSecond() {
    return number(tcpi_max_pacing_rate);
  }

  /** Returns how many sent bytes were acknowledged so far. */
  public long ackedBytes() {
    return number(tcpi_bytes_acked);
  }

  /** Returns how many bytes were received in order so far. */
  public long receivedBytes() {
    return number(tcpi_bytes_received);
  }

  /** Returns how many segments were sent so far. */
  public long segmentsOut() {
    return number(tcpi_segs_out);
  }

  /** Returns how many segments were received so far. */
  public long segmentsIn() {
    return number(tcpi_segs_in);
  }

  /** Returns how many bytes wait to be sent. */
  public long unsentBytes() {
    return number(tcpi_notsent_bytes);
  }

  /** Returns the smallest round-trip time in microseconds. */
  public long minRoundTripMicros() {
    return number(tcpi_min_rtt);
  }

  /** Returns how many segments with data were received so far. */
  public long dataSegmentsIn() {
    return number(tcpi_data_segs_in);
  }

  /** Returns how many segments with data were sent so far. */
  public long dataSegmentsOut() {
    return number(tcpi_data_segs_out);
  }

  /** Returns the latest delivery rate in bytes per second. */
  public long deliveryBytesPerSecond() {
    return number(tcpi_delivery_rate);
  }

  /** Returns for how long there was data to send, in microseconds. */
  public long busyMicros() {
    return number(tcpi_busy_time);
  }

  /** Returns for how long the peer's window held sending back, in microseconds. */
  public long receiveWindowLimitedMicros() {
    return number(tcpi_rwnd_limited);
  }

  /** Returns for how long the send buffer held sending back, in microseconds. */
  public long sendBufferLimitedMicros() {
    return number(tcpi_sndbuf_limited);
  }

  /** Returns how many segments were delivered so far. */
  public long deliveredSegments() {
    return number(tcpi_delivered);
  }

  /** Returns how many of them came back with a congestion mark. */
  public long deliveredMarkedSegments() {
    return number(tcpi_delivered_ce);
  }

  /** Returns how many bytes were sent so far, retransmitted ones included. */
  public long sentBytes() {
    return number(tcpi_bytes_sent);
  }

  /** Returns how many bytes were retransmitted so far. */
  public long retransmittedBytes() {
    return number(tcpi_bytes_retrans);
  }

  /** Returns how many duplicates the peer reported so far. */
  public long duplicateSegments() {
    return number(tcpi_dsack_dups);
  }

  /** Returns how often reordering was seen so far. */
  public long reorderingsSeen() {
    return number(tcpi_reord_seen);
  }

  /** Returns how many segments were received out of order so far. */
  public long outOfOrderSegments() {
    return number(tcpi_rcv_ooopack);
  }

  /** Returns the peer's window in bytes. */
  public long peerWindowBytes() {
    return number(tcpi_snd_wnd);
  }
}
