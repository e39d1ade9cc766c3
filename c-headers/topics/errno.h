/* Every errno. */
#include <errno.h>
#include <string.h>
