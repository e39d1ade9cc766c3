/* Descriptors: open, read, write, vectors, fcntl, ioctl, pipes, splice, sendfile, file modes. */
#include <sys/types.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/ioctl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <linux/sockios.h>
