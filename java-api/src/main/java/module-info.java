import org.jspecify.annotations.NullMarked;

/** Our words: typed sockets, pollers, loops and servers over {@code dev.sluice.sys}. */
@NullMarked
module dev.sluice {
  requires dev.sluice.sys;
  requires static java.management;
  requires static jdk.jfr;
  requires static org.jspecify;

  exports dev.sluice;
  exports dev.sluice.backend;
  exports dev.sluice.event;
  exports dev.sluice.frame;
  exports dev.sluice.loop;
  exports dev.sluice.net;
  exports dev.sluice.server;

  uses dev.sluice.spi.PollerBackend;

  provides dev.sluice.spi.PollerBackend with
      dev.sluice.backend.service.BestPollerBackend;
}
