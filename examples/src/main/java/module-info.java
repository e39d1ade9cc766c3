import org.jspecify.annotations.NullMarked;

/** Programs people run, and the {@code sluice} command line. */
@NullMarked
@SuppressWarnings("requires-automatic") // two clients have no descriptor yet
module dev.sluice.examples {
  requires com.rabbitmq.client;
  requires com.zaxxer.hikari;
  requires dev.sluice;
  requires dev.sluice.sys;
  requires info.picocli;
  requires java.desktop;
  requires java.logging;
  requires java.management;
  requires java.sql;
  requires me.tongfei.progressbar;
  requires org.postgresql.jdbc;
  requires org.slf4j.nop;
  requires static org.jspecify;

  // Worker processes make the handlers of their own.
  exports dev.sluice.examples to
      dev.sluice;
  exports dev.sluice.examples.http to
      dev.sluice;

  opens dev.sluice.examples to
      info.picocli;
  opens dev.sluice.examples.chat to
      info.picocli;
  opens dev.sluice.examples.files to
      info.picocli;
  opens dev.sluice.examples.lab to
      info.picocli;
}
