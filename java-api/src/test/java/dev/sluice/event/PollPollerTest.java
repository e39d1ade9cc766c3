package dev.sluice.event;

/** Over poll. */
class PollPollerTest extends LinuxPollerContract {
  @Override
  Mechanism mechanism() {
    return Mechanism.POLL;
  }
}
