package dev.sluice.examples.lab;

/**
 * What is wrong in a scenario file, and where.
 *
 * @param file the file, as the user named it
 * @param line from 1
 * @param column from 1, in characters
 * @param cause what is wrong, and what was expected
 */
record Problem(String file, int line, int column, String cause) {
  /** Returns {@code file:line:column: cause}, which editors make a link of. */
  @Override
  public String toString() {
    return file + ":" + line + ":" + column + ": " + cause;
  }
}
