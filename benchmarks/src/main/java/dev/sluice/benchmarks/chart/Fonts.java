package dev.sluice.benchmarks.chart;

import java.awt.Font;
import java.awt.FontFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * The letters of the pictures: DejaVu Sans out of a jar, so that a picture looks the same
 * everywhere. Java wants fontconfig to name the fonts of a machine before it measures any letter,
 * and fails without; told by a property that this font stands for all, it does not ask.
 */
final class Fonts {
  private static final String SANS = "/net/sf/jasperreports/fonts/dejavu/DejaVuSans.ttf";
  private static final String SANS_BOLD = "/net/sf/jasperreports/fonts/dejavu/DejaVuSans-Bold.ttf";
  private static final String CONFIGURATION = "sun.awt.fontconfig";

  private final Font plain;
  private final Font bold;

  private Fonts(Font plain, Font bold) {
    this.plain = plain;
    this.bold = bold;
  }

  /** Loads the letters. The first call in a process has to come before it draws anything else. */
  static Fonts load() throws IOException {
    System.setProperty("java.awt.headless", "true");
    if (System.getProperty(CONFIGURATION) == null) {
      System.setProperty(CONFIGURATION, configuration().toString());
    }
    return new Fonts(load(SANS), load(SANS_BOLD));
  }

  private static Path configuration() throws IOException {
    Path font = Files.createTempFile("sluice", ".ttf");
    Path configuration = Files.createTempFile("sluice-fonts", ".properties");
    font.toFile().deleteOnExit();
    configuration.toFile().deleteOnExit();
    Files.write(font, bytes(SANS));
    Files.writeString(
        configuration,
        """
        version=1
        sequence.allfonts=default
        allfonts.default=Sans
        filename.Sans=%s
        """
            .formatted(font));
    return configuration;
  }

  private static byte[] bytes(String resource) throws IOException {
    try (InputStream in = Fonts.class.getResourceAsStream(resource)) {
      return Objects.requireNonNull(in, resource).readAllBytes();
    }
  }

  private static Font load(String resource) throws IOException {
    try (InputStream in = Fonts.class.getResourceAsStream(resource)) {
      return Font.createFont(Font.TRUETYPE_FONT, Objects.requireNonNull(in, resource));
    } catch (FontFormatException e) {
      throw new IOException("no font: " + resource, e);
    }
  }

  Font plain(float size) {
    return plain.deriveFont(size);
  }

  Font bold(float size) {
    return bold.deriveFont(size);
  }
}
