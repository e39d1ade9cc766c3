package dev.sluice.spi;

import dev.sluice.Endpoint;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a datagram, and in the backend's own words, so that a sender who repeats costs no new
 * object. Confined to one thread at a time.
 */
public final class SenderCell {
  private @Nullable Endpoint endpoint;
  private @Nullable Object nativeForm;

  /** Returns the sender, or {@code null} before the first datagram. */
  public @Nullable Endpoint endpoint() {
    return endpoint;
  }

  /** Returns what {@link #set} left beside the endpoint. */
  public @Nullable Object nativeForm() {
    return nativeForm;
  }

  /** Returns the backend's own form, made on first use. */
  public <T> T nativeForm(Class<T> type, Supplier<T> maker) {
    if (!type.isInstance(nativeForm)) {
      endpoint = null;
      nativeForm = maker.get();
    }
    return type.cast(nativeForm);
  }

  /** Remembers a sender. */
  public void set(Endpoint sender, Object itsNativeForm) {
    endpoint = sender;
    nativeForm = itsNativeForm;
  }
}
