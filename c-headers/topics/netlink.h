/* AF_NETLINK: addresses, message headers, the multicast groups of NETLINK_ROUTE. */
#include <sys/socket.h>
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
