/* Signals and signalfd; sigset_t is written by hand in Java. */
#include <signal.h>
#include <sys/signalfd.h>
