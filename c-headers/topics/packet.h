/* AF_PACKET: link-layer addresses and Ethernet protocol numbers. */
#include <sys/socket.h>
#include <linux/if_packet.h>
#include <linux/if_ether.h>
