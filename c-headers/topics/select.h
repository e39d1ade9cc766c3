/* select and pselect; fd_set and its macros are written by hand in Java. */
#include <sys/select.h>
