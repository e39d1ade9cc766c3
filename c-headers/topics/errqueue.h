/* The error queue: extended errors, zero-copy completions. scm_timestamping is in clock.h. */
#include <time.h>
#include <linux/errqueue.h>
