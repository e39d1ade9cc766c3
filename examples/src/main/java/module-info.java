import org.jspecify.annotations.NullMarked;

/** Programs people run, and the {@code sluice} command line. */
@NullMarked
module dev.sluice.examples {
  requires dev.sluice;
  requires dev.sluice.sys;
  requires info.picocli;
  requires java.desktop;
  requires java.logging;
  requires java.management;
  requires me.tongfei.progressbar;
  requires static org.jspecify;

  // Worker processes make the handlers of their own.
  exports dev.sluice.examples to
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
