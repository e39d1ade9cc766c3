/* IPv4 and IPv6: addresses, IP_, IPV6_ and MCAST_ options, IPTOS_, byte order, text forms. */
#include <sys/types.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <arpa/inet.h>

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262       /* Linux 5.6; in glibc since 2.32 */
#endif
#ifndef IP_LOCAL_PORT_RANGE
#define IP_LOCAL_PORT_RANGE 51  /* Linux 6.3 */
#endif
#ifndef IP_PROTOCOL
#define IP_PROTOCOL 52          /* Linux 6.4 */
#endif
/* linux/in6.h, which does not mix with netinet/in.h in every C library. */
#ifndef IPV6_FLOWINFO
#define IPV6_FLOWINFO 11
#endif
#ifndef IPV6_FLOWLABEL_MGR
#define IPV6_FLOWLABEL_MGR 32
#endif
#ifndef IPV6_FLOWINFO_SEND
#define IPV6_FLOWINFO_SEND 33
#endif
#ifndef SO_ORIGINAL_DST
#define SO_ORIGINAL_DST 80      /* linux/netfilter_ipv4.h, which does not mix with netinet/in.h */
#endif
#ifndef IP6T_SO_ORIGINAL_DST
#define IP6T_SO_ORIGINAL_DST 80 /* linux/netfilter_ipv6/ip6_tables.h */
#endif
