/** What peers send, made up by a fuzzer that watches which branches it reaches. */
@NullMarked
package dev.sluice.fuzz;

import org.jspecify.annotations.NullMarked;
