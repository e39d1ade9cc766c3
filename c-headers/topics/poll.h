/* poll and ppoll. */
#include <poll.h>
