package dev.sluice.examples.lab;

import static dev.sluice.examples.lab.Mechanism.EDGE;
import static dev.sluice.examples.lab.Mechanism.EDGE_ONE_SHOT;
import static dev.sluice.examples.lab.Mechanism.LEVEL;
import static dev.sluice.examples.lab.Mechanism.LEVEL_ONE_SHOT;
import static dev.sluice.examples.lab.Mechanism.NIO;
import static dev.sluice.examples.lab.Mechanism.POLL;
import static dev.sluice.examples.lab.Mechanism.SELECT;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * What each mechanism has to say to each scenario, in the letters of {@link Shorthand}, and the
 * kernel's rule for it, from which it follows. A difference is news, of the kernel or of the
 * library.
 */
final class Golden {
  private static final Mechanism[] LEVELS = {SELECT, POLL, LEVEL, NIO};
  private static final Mechanism[] DESCRIPTOR_LEVELS = {SELECT, POLL, LEVEL};
  private static final Mechanism[] WITHOUT_WORDS = {SELECT, NIO};
  private static final Mechanism[] WITH_WORDS = {POLL, LEVEL};
  private static final Mechanism[] EDGES = {EDGE, LEVEL_ONE_SHOT, EDGE_ONE_SHOT};
  private static final Mechanism[] ONE_SHOTS = {LEVEL_ONE_SHOT, EDGE_ONE_SHOT};
  private static final Mechanism[] LINUX = {
    SELECT, POLL, LEVEL, EDGE, LEVEL_ONE_SHOT, EDGE_ONE_SHOT
  };

  private final List<Rule> rules = new ArrayList<>();

  /** What is expected of one scenario. */
  static final class Rule {
    final String scenario;
    final Map<Mechanism, String> answers = new EnumMap<>(Mechanism.class);

    Rule(String scenario) {
      this.scenario = scenario;
    }

    Rule says(String answers, Mechanism... mechanisms) {
      for (Mechanism mechanism : mechanisms) {
        if (this.answers.put(mechanism, answers) != null) {
          throw new IllegalStateException(mechanism + " stands twice at " + scenario);
        }
      }
      return this;
    }

    @Override
    public String toString() {
      return scenario;
    }
  }

  private Golden() {}

  static List<Rule> rules() {
    Golden golden = new Golden();
    golden.reading();
    golden.writing();
    golden.arming();
    golden.ends();
    golden.breaks();
    golden.descriptors();
    golden.connecting();
    golden.sources();
    return golden.rules;
  }

  private Rule of(String scenario) {
    Rule rule = new Rule(scenario);
    rules.add(rule);
    return rule;
  }

  private void reading() {
    // epoll(7): a level is reported while it lasts. An edge is reported when new data arrives, even
    // if old data is left; not when some was read. EPOLLONESHOT disarms with the first report.
    of("partial-read")
        .says("R R R R -", LEVELS)
        .says("R - - R -", EDGE)
        .says("R - - - -", ONE_SHOTS);
    // After EAGAIN level and edge are in the same state.
    of("read-until-would-block")
        .says("R - R -", SELECT, POLL, LEVEL, EDGE, NIO)
        .says("R - - -", ONE_SHOTS);
    // A registration is on the ready list once, however often it was woken.
    of("two-writes-one-event").says("R R R", LEVELS).says("R - -", EDGES);
    // ep_send_events asks each file anew, and drops what is ready no more.
    of("read-before-asked").says("- R", LINUX).says("- R", NIO);
    // EPOLL_CTL_ADD polls the file: what is ready goes on the ready list at once.
    of("data-before-watch").says("R R", LEVELS).says("R -", EDGES);
    // tcp_poll says EPOLLPRI while urgent data is valid. NIO has no operation for it.
    of("urgent-data").says("- U U -", DESCRIPTOR_LEVELS).says("- U - -", EDGES).says("cannot", NIO);
  }

  private void writing() {
    // Room is a level that nearly always holds.
    of("always-writable").says("W W W", LEVELS).says("W - -", EDGES);
    // SOCK_NOSPACE, which a send that would block sets, makes sk_stream_write_space wake once.
    of("full-then-drained")
        .says("W - W W", LEVELS)
        .says("W - W -", EDGE)
        .says("W - - -", ONE_SHOTS);
    // An edge of reading reports everything that holds, being writable included.
    of("both-directions")
        .says("W W RW W", LEVELS)
        .says("W - RW -", EDGE)
        .says("W - - -", ONE_SHOTS);
    // pipe_poll says EPOLLOUT while a slot of a page is free; pipe_read wakes when it frees one of
    // a pipe that was full.
    of("pipe-fill").says("W - - W W", LEVELS).says("W - - W -", EDGE).says("W - - - -", ONE_SHOTS);
  }

  private void arming() {
    // A disarmed registration ignores wake-ups until EPOLL_CTL_MOD.
    of("one-shot-forgotten").says("R R R", SELECT, POLL, LEVEL, EDGE, NIO).says("R - -", ONE_SHOTS);
    // EPOLL_CTL_MOD polls the file as EPOLL_CTL_ADD does: nothing is lost while disarmed.
    of("one-shot-rearmed").says("R R - R", LINUX).says("R R - R", NIO);
    // The same under ET: modify reports anew.
    of("modify-repeats").says("R R R R", LEVELS).says("R - R -", EDGES);
    // What is asked for anew is looked at anew.
    of("interest-changes").says("- W W R W", LEVELS).says("- W - R W", EDGES);
    // A new registration knows nothing of the old one.
    of("unwatch-watch").says("R R - R R", LEVELS).says("R - - R -", EDGES);
  }

  private void ends() {
    // tcp_poll: RCV_SHUTDOWN is EPOLLIN and EPOLLRDHUP, for ever; one direction is no EPOLLHUP.
    of("half-close")
        .says("R R R", WITHOUT_WORDS)
        .says("RC RC RC", WITH_WORDS)
        .says("RC - -", EDGES);
    // EPOLLRDHUP does not wait until the data before it was read.
    of("end-behind-data")
        .says("R R R", WITHOUT_WORDS)
        .says("RC RC RC", WITH_WORDS)
        .says("RC - -", EDGES);
    // close(2) of a TCP peer sends FIN, as shutdown does. What is written to it then is answered
    // with RST: an error, and both directions are over.
    of("peer-closes-tcp")
        .says("R R R", WITHOUT_WORDS)
        .says("RC RCHE RCHE", WITH_WORDS)
        .says("RC RCHE -", EDGE)
        .says("RC - -", ONE_SHOTS);
    // unix_release shuts down both directions of the peer. A failed send changes nothing.
    of("peer-closes-unix")
        .says("R R R", WITHOUT_WORDS)
        .says("RCH RCH RCH", WITH_WORDS)
        .says("RCH - -", EDGES);
    // Both directions shut down are EPOLLHUP, which needs no interest; poll and epoll always say
    // it, select and NIO have no word, and theirs holds anyway. EPOLL_CTL_DEL ends it.
    of("hang-up-uninvited")
        .says("W W W -", WITHOUT_WORDS)
        .says("W WH WH -", WITH_WORDS)
        .says("W WH - -", EDGE)
        .says("W - - -", ONE_SHOTS);
    // shutdown(SHUT_RD) sets RCV_SHUTDOWN here; TCP tells nobody and still takes data in.
    of("own-read-side")
        .says("- R R R R", WITHOUT_WORDS)
        .says("- RC RC RC RC", WITH_WORDS)
        .says("- RC - RC -", EDGE)
        .says("- RC - - -", ONE_SHOTS);
  }

  private void breaks() {
    // tcp_reset: an error until somebody takes it, and both directions shut down for ever. Data
    // that came before stays readable. EPOLLRDHUP was not asked for.
    of("reset")
        .says("R R R R", WITHOUT_WORDS)
        .says("RHE RHE RH RH", WITH_WORDS)
        .says("RHE - - -", EDGES);
    // pipe_poll: no writer is EPOLLHUP; EPOLLIN only while data is left. Select's read set takes
    // EPOLLHUP for readable, and so does NIO.
    of("pipe-writer-gone").says("R R", WITHOUT_WORDS).says("RH H", WITH_WORDS).says("RH -", EDGES);
    // pipe_poll: no reader is EPOLLERR; a full pipe is not writable for that. Select's write set
    // takes EPOLLERR for writable.
    of("pipe-reader-gone")
        .says("- W W", WITHOUT_WORDS)
        .says("- E E", WITH_WORDS)
        .says("- E -", EDGES);
  }

  private void descriptors() {
    // The last close of an open file takes it out of every epoll.
    of("close-removes").says("-", LINUX).says("-", NIO);
    // Not the last one: the registration goes on, with the token it had.
    of("dup-outlives-close")
        .says("- - -", SELECT, POLL)
        .says("late-R late-R -", LEVEL)
        .says("late-R - -", EDGES)
        .says("cannot", NIO);
    // EPOLL_CTL_DEL ends it whoever has a duplicate.
    of("unwatch-before-close").says("-", LINUX).says("cannot", NIO);
    // The new connection's registration is another, even if it has the old number.
    of("former-life")
        .says("- server2:R", SELECT, POLL)
        .says("late-server1:R late-server1:R+server2:R", LEVEL)
        .says("late-server1:R server2:R", EDGES)
        .says("cannot", NIO);
    // A registration is a pair of number and open file: two numbers are two.
    of("two-names").says("copy:R+server:R -", LINUX).says("cannot", NIO);
  }

  private void connecting() {
    // inet_csk_listen_poll: readable while connections wait; each that arrives wakes.
    of("accept-storm")
        .says("R R R R -", DESCRIPTOR_LEVELS)
        .says("A A A A -", NIO)
        .says("R - - R -", EDGE)
        .says("R - - - -", ONE_SHOTS);
    // An established connection has room. NIO's OP_CONNECT ends with finishConnect, and only a new
    // interest asks for OP_WRITE.
    of("connecting").says("W W W", DESCRIPTOR_LEVELS).says("K - W", NIO).says("W - W", EDGES);
    // A refused attempt: error, both directions shut down, room. SO_ERROR takes the error away.
    // NIO closes a channel that could not be connected.
    of("refused")
        .says("W W", SELECT)
        .says("WHE WH", WITH_WORDS)
        .says("WHE -", EDGES)
        .says("K -", NIO);
    // tcp_poll: TCP_CLOSE is EPOLLHUP.
    of("not-connected").says("R R", WITHOUT_WORDS).says("H H", WITH_WORDS).says("H -", EDGES);
  }

  private void sources() {
    // eventfd_write wakes whatever the counter was.
    of("eventfd-edges")
        .says("R R R -", DESCRIPTOR_LEVELS)
        .says("R - R -", EDGE)
        .says("R - - -", ONE_SHOTS)
        .says("cannot", NIO);
    // EFD_SEMAPHORE: a read takes one; what is left is no edge.
    of("eventfd-semaphore")
        .says("R R -", DESCRIPTOR_LEVELS)
        .says("R - -", EDGES)
        .says("cannot", NIO);
    // pipe_write wakes on each write once epoll has polled the pipe (poll_usage, Linux 5.14).
    of("pipe-edges").says("R R R -", LEVELS).says("R R - -", EDGE).says("R - - -", ONE_SHOTS);
  }
}
