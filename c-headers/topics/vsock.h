/* AF_VSOCK. */
#include <sys/socket.h>
#include <linux/vm_sockets.h>
