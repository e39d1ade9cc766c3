package dev.sluice;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * A test class that needs nothing of Linux in this process: it runs with {@code
 * -Ddev.sluice.backend=nio} too, where {@link NoLeakedDescriptors} skips the others.
 */
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Portable {}
