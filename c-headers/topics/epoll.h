/* epoll; struct epoll_event is packed on x86-64 only, so it is written by hand in Java. */
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>

/* The ioctls of Linux 6.9, in glibc since 2.40. linux/eventpoll.h also has them but does not mix
 * with sys/epoll.h. */
#ifndef EPIOCSPARAMS
struct epoll_params {
	uint32_t busy_poll_usecs;
	uint16_t busy_poll_budget;
	uint8_t prefer_busy_poll;
	uint8_t __pad;
};
#define EPOLL_IOC_TYPE 0x8A
#define EPIOCSPARAMS _IOW(EPOLL_IOC_TYPE, 0x01, struct epoll_params)
#define EPIOCGPARAMS _IOR(EPOLL_IOC_TYPE, 0x02, struct epoll_params)
#endif
