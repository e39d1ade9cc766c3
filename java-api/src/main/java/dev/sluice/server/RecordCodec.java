package dev.sluice.server;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;

/**
 * Records of numbers, strings and records as bytes, for two JVMs that run the same classes: a
 * component that is added travels without a line more.
 */
final class RecordCodec {
  private RecordCodec() {}

  static void write(Record record, DataOutputStream out) throws IOException {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      if (!isSendable(component.getType())) {
        throw unknown(component.getType()); // whatever it happens to hold: reading goes by the type
      }
      switch (value(record, component)) {
        case Integer number -> out.writeInt(number);
        case Long number -> out.writeLong(number);
        case String text -> out.writeUTF(text);
        case Record inner -> write(inner, out);
        default -> throw unknown(component.getType());
      }
    }
  }

  private static boolean isSendable(Class<?> type) {
    return type == int.class || type == long.class || type == String.class || type.isRecord();
  }

  private static Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " of " + record, e);
    }
  }

  static <R extends Record> R read(Class<R> type, DataInputStream in) throws IOException {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = readValue(components[i].getType(), in);
    }
    try {
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      throw new IOException(type.getSimpleName() + " was received with wrong values", e.getCause());
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type.getName(), e);
    }
  }

  private static Object readValue(Class<?> type, DataInputStream in) throws IOException {
    if (type == int.class) {
      return in.readInt();
    }
    if (type == long.class) {
      return in.readLong();
    }
    if (type == String.class) {
      return in.readUTF();
    }
    if (type.isRecord()) {
      return read(type.asSubclass(Record.class), in);
    }
    throw unknown(type);
  }

  private static IllegalArgumentException unknown(Class<?> type) {
    return new IllegalArgumentException("no record to be sent may have a " + type.getName());
  }
}
