/* Sockets of every family, AF_UNIX addresses, peer credentials, SO_ options, MSG_ flags. */
#include <sys/types.h>

/* For GCC, glibc declares addresses as a transparent union of pointers, which jextract cannot
 * express; for other compilers, as the struct sockaddr * of the man pages. */
#ifdef __GNUC_PREREQ
#pragma push_macro("__GNUC_PREREQ")
#undef __GNUC_PREREQ
#define __GNUC_PREREQ(major, minor) 0
#include <sys/socket.h>
#pragma pop_macro("__GNUC_PREREQ")
#endif
#include <sys/socket.h>
#include <sys/un.h>

#ifndef SCM_PIDFD
#define SCM_PIDFD 0x04          /* Linux 6.5; in glibc since 2.39 */
#endif
#ifndef SCM_SECURITY
#define SCM_SECURITY 0x03       /* Linux 2.6.17; in glibc since 2.39 */
#endif
#ifndef SOL_MPTCP
#define SOL_MPTCP 284           /* Linux 5.16 */
#endif
#ifndef SO_RCVMARK
#define SO_RCVMARK 75           /* Linux 5.19 */
#endif
#ifndef SO_PASSPIDFD
#define SO_PASSPIDFD 76         /* Linux 6.5 */
#endif
#ifndef SO_PEERPIDFD
#define SO_PEERPIDFD 77         /* Linux 6.5 */
#endif
#ifndef SO_RCVPRIORITY
#define SO_RCVPRIORITY 82       /* Linux 6.14 */
#endif
#ifndef SO_PASSRIGHTS
#define SO_PASSRIGHTS 83        /* Linux 6.16 */
#endif
#ifndef SO_PREFER_BUSY_POLL
#define SO_PREFER_BUSY_POLL 69  /* Linux 5.11; not in musl 1.2.3 */
#endif
#ifndef SO_BUSY_POLL_BUDGET
#define SO_BUSY_POLL_BUDGET 70  /* Linux 5.11; not in musl 1.2.3 */
#endif
#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71      /* Linux 5.14; not in musl 1.2.3 */
#endif
