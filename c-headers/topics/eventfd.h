/* eventfd. */
#include <sys/eventfd.h>
