/* ICMP and ICMPv6 messages, for raw and for ping sockets. */
#include <sys/types.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <netinet/icmp6.h>

#ifndef SOL_RAW
#define SOL_RAW 255
#endif
#ifndef ICMP_FILTER
#define ICMP_FILTER 1           /* linux/icmp.h, which does not mix with netinet/ip_icmp.h */
#endif
