/* timerfd; struct itimerspec and the CLOCK_ constants are in clock.h. */
#include <sys/timerfd.h>
