package dev.sluice.benchmarks.harness;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Results as JSON: maps, lists and records. No state. */
public final class Json {
  private static final ObjectMapper MAPPER =
      new ObjectMapper()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .registerModule(
              new SimpleModule()
                  .addSerializer(Double.class, new Finite())
                  .addSerializer(double.class, new Finite()));

  private Json() {}

  /** JSON has no infinity; five digits are more than any measurement has. */
  private static final class Finite extends StdSerializer<Double> {
    private static final long serialVersionUID = 1;
    private static final double DIGITS = 1e5;

    Finite() {
      super(Double.class);
    }

    @Override
    public void serialize(Double value, JsonGenerator to, SerializerProvider all)
        throws IOException {
      if (!Double.isFinite(value)) {
        throw new IllegalArgumentException("JSON has no " + value);
      }
      to.writeNumber(Math.abs(value) < DIGITS ? Math.rint(value * DIGITS) / DIGITS : value);
    }
  }

  /**
   * Returns a value as JSON text, maps in their order.
   *
   * @throws IllegalArgumentException if it has a number that JSON does not have
   */
  public static String of(Object value) {
    try {
      return MAPPER.writeValueAsString(value) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e.getCause() == null ? e : e.getCause());
    }
  }

  /** Writes a value into a file, whose directory is made if need be. */
  public static void write(Path file, Object value) throws IOException {
    Path directory = file.toAbsolutePath().getParent();
    if (directory != null) {
      Files.createDirectories(directory);
    }
    Files.writeString(file, of(value));
  }

  /**
   * Reads a file.
   *
   * @throws IOException if it is no JSON, naming it
   */
  public static JsonNode read(Path file) throws IOException {
    try {
      return MAPPER.readTree(file.toFile());
    } catch (JsonProcessingException e) {
      throw new IOException(file + " is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** Returns what has nothing in it. */
  public static JsonNode nothing() {
    return MAPPER.createObjectNode();
  }

  /** Returns what was read as a record. */
  public static <T> T as(JsonNode node, Class<T> type) {
    return MAPPER.convertValue(node, type);
  }
}
