package dev.sluice.examples;

import dev.sluice.server.ServerModel;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Understands the option {@code --model}. */
public final class ModelName implements ITypeConverter<ServerModel> {
  /** As help texts list them; a test compares them with those that there are. */
  public static final String ALL =
      "sequential, thread-per-connection, virtual-threads, prefork:2, non-blocking-polling, select,"
          + " poll, epoll-level, epoll-edge, edge-loops:2, nio";

  /** For picocli. */
  public ModelName() {}

  @Override
  public ServerModel convert(String value) {
    try {
      return ServerModel.parse(value);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(e.getMessage());
    }
  }
}
