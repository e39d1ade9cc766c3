package dev.sluice.benchmarks.scaling;

/**
 * One place in the table.
 *
 * @param mechanism who
 * @param operation does what
 * @param registered with how many pipes
 * @param share of which how many are ready
 */
record Cell(Mechanism mechanism, Operation operation, int registered, Share share) {
  /** How many are ready. */
  enum Share {
    ONE("1 ready"),
    TENTH("10 % ready"),
    ALL("100 % ready");

    private final String label;

    Share(String label) {
      this.label = label;
    }

    int of(int registered) {
      return switch (this) {
        case ONE -> 1;
        case TENTH -> registered / 10;
        case ALL -> registered;
      };
    }

    String label() {
      return label;
    }
  }

  /** Returns the same place of somebody else. */
  Cell of(Mechanism other) {
    return new Cell(other, operation, registered, share);
  }

  /** Returns the same place of another operation. */
  Cell of(Operation other) {
    return new Cell(mechanism, other, registered, share);
  }
}
