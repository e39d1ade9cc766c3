/* Process descriptors and waiting for a child. */
#include <sys/types.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <sys/syscall.h>
#include <unistd.h>
#if __has_include(<sys/pidfd.h>)    /* glibc 2.36 */
#include <sys/pidfd.h>
#endif

#ifndef PIDFD_NONBLOCK
#define PIDFD_NONBLOCK O_NONBLOCK   /* Linux 5.10 */
#endif
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424   /* Linux 5.1 */
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434          /* Linux 5.3 */
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438         /* Linux 5.6 */
#endif
#ifndef SYS_epoll_pwait2
#define SYS_epoll_pwait2 441        /* Linux 5.11 */
#endif
