/* inotify. */
#include <sys/inotify.h>
