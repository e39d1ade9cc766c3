/**
 * Readiness: who is ready, and how to be told.
 *
 * <p>{@link dev.sluice.event.Epoll} is the kernel's own mechanism with its four triggers. It
 * reports into {@link dev.sluice.event.ReadyEvents}, is told what to watch as {@link
 * dev.sluice.event.Interest} and when as {@link dev.sluice.event.Trigger}, and is woken from other
 * threads by a {@link dev.sluice.event.Waker}.
 */
package dev.sluice.event;
