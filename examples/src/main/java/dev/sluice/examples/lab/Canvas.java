package dev.sluice.examples.lab;

import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Something to draw on, in pixels from the top left. Colours are written {@code #rrggbb}. */
interface Canvas {
  /** How wide a character is, of the size of its font: all are equally wide. */
  double CHARACTER = 0.602;

  /** Where the given point is in a text. */
  enum Anchor {
    LEFT,
    MIDDLE
  }

  /** Draws a rectangle with round corners; without a stroke it has no border. */
  void rectangle(
      double x,
      double y,
      double width,
      double height,
      double radius,
      String fill,
      @Nullable String stroke);

  void line(double x1, double y1, double x2, double y2, String color, double thickness);

  /** Writes a text on its base line. */
  void text(double x, double y, int size, boolean bold, Anchor anchor, String color, String text);

  /** Writes the picture out. */
  void write(OutputStream out) throws IOException;
}
