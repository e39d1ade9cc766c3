package dev.sluice.benchmarks.event;

import java.io.IOException;

/** What a contender is asked, again and again. Stateless. */
enum Question {
  /** Is anything ready, where nothing is? */
  NOTHING_READY {
    @Override
    long ask(Wait wait) throws IOException {
      return wait.ready();
    }

    @Override
    long answer() {
      return 0;
    }

    @Override
    long arrive(Wait wait) throws IOException {
      wait.sendByte();
      return 1;
    }
  },

  /** Which is ready, where one is, and stays so? */
  ONE_READY {
    @Override
    void begin(Wait wait) throws IOException {
      wait.sendByte();
    }

    @Override
    long ask(Wait wait) throws IOException {
      return wait.ready() == 1 ? wait.token() : -1;
    }

    @Override
    long answer() {
      return Wait.TOKEN;
    }

    @Override
    long arrive(Wait wait) throws IOException {
      wait.sendByte();
      return Wait.TOKEN; // level-triggered: a second byte changes nothing
    }
  },

  /** Where does the byte arrive that is sent now? It is received. */
  ARRIVAL {
    @Override
    long ask(Wait wait) throws IOException {
      wait.sendByte();
      return wait.awaitReady() == 1 && wait.receive() == 1 ? wait.token() : -1;
    }

    @Override
    long answer() {
      return Wait.TOKEN;
    }

    @Override
    long arrive(Wait wait) throws IOException {
      wait.sendByte();
      return -1; // two bytes
    }
  };

  /** Brings the connection into the state that the question is about. */
  void begin(Wait wait) throws IOException {}

  abstract long ask(Wait wait) throws IOException;

  abstract long answer();

  /** Lets a byte arrive that belongs to no question: returns what the next answer has to be. */
  abstract long arrive(Wait wait) throws IOException;
}
