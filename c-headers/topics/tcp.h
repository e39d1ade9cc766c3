/* TCP options and tcp_info, from the kernel's own header: glibc's netinet/tcp.h stops earlier,
 * and the two cannot be included together. */
#include <sys/types.h>
#include <sys/socket.h>
#include <netinet/in.h>
#include <linux/tcp.h>

#ifndef SOL_TCP
#define SOL_TCP 6               /* netinet/tcp.h */
#endif
/* The states in tcpi_state: netinet/tcp.h has them, linux/tcp.h has not. */
#ifndef TCP_ESTABLISHED
#define TCP_ESTABLISHED 1
#define TCP_SYN_SENT 2
#define TCP_SYN_RECV 3
#define TCP_FIN_WAIT1 4
#define TCP_FIN_WAIT2 5
#define TCP_TIME_WAIT 6
#define TCP_CLOSE 7
#define TCP_CLOSE_WAIT 8
#define TCP_LAST_ACK 9
#define TCP_LISTEN 10
#define TCP_CLOSING 11
#endif
#ifndef TCP_IS_MPTCP
#define TCP_IS_MPTCP 43         /* Linux 6.9 */
#endif
#ifndef TCP_RTO_MAX_MS
#define TCP_RTO_MAX_MS 44       /* Linux 6.15 */
#endif
