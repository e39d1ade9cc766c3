/* Clocks, time structures, packet timestamps and transmit time. */
#include <sys/types.h>
#include <sys/time.h>
#include <time.h>
#include <linux/net_tstamp.h>
#include <linux/errqueue.h>
