/*
 * Prints, one fact a line, what C says about every size, offset and constant that Java relies on:
 *
 *     abi x86_64-linux-glibc
 *     # socket
 *     const AF_INET 2
 *     const SO_SOMETHING absent
 *     sizeof struct sockaddr_un 110
 *     alignof struct sockaddr_un 2
 *     offsetof struct sockaddr_un sun_path 2
 *     fieldsize struct sockaddr_un sun_path 108
 *     extent struct tcp_info 232
 *     value CMSG_LEN(4) 20
 *
 * The last word is the value, and the one before it, for offsetof and fieldsize, the member.
 * Constants are printed as C's own type has them: EPOLLET is 2147483648, which is Java's int
 * -2147483648. The extent is the end of the last member known to us, of a struct that grows.
 *
 * Build and run: cc -o probe probe.c && ./probe
 */
#define _GNU_SOURCE
#include <stddef.h>
#include <stdio.h>

#include "../topics/clock.h"
#include "../topics/epoll.h"
#include "../topics/errno.h"
#include "../topics/errqueue.h"
#include "../topics/eventfd.h"
#include "../topics/filter.h"
#include "../topics/icmp.h"
#include "../topics/inet.h"
#include "../topics/inotify.h"
#include "../topics/io.h"
#include "../topics/names.h"
#include "../topics/netlink.h"
#include "../topics/packet.h"
#include "../topics/pidfd.h"
#include "../topics/poll.h"
#include "../topics/select.h"
#include "../topics/signals.h"
#include "../topics/socket.h"
#include "../topics/tcp.h"
#include "../topics/timerfd.h"
#include "../topics/udp.h"
#include "../topics/vsock.h"

#if defined(__x86_64__)
#define ARCH "x86_64"
#elif defined(__aarch64__)
#define ARCH "aarch64"
#elif defined(__riscv) && __riscv_xlen == 64
#define ARCH "riscv64"
#else
#define ARCH "unknown"
#endif

#if defined(__GLIBC__)
#define LIBC "glibc"
#else
#define LIBC "musl"
#endif

#define SECTION(title) printf("# %s\n", title);
/* The name is written out before it is expanded: # takes the argument as it stands. */
#define CONSTANT(name) printf("const %s %lld\n", #name, (long long) (name));
#define ABSENT(name) printf("const %s absent\n", #name);
#define VALUE(expression) printf("value %s %lld\n", #expression, (long long) (expression));
#define SIZE(type) printf("sizeof %s %zu\n", #type, sizeof(type));
#define ALIGNMENT(type) printf("alignof %s %zu\n", #type, _Alignof(type));
#define EXTENT(type, last) \
	printf("extent %s %zu\n", #type, offsetof(type, last) + sizeof(((type *) 0)->last));
#define OFFSET(type, member) \
	printf("offsetof %s %s %zu\n", #type, #member, offsetof(type, member));
#define MEMBER(type, member) \
	printf("offsetof %s %s %zu\n", #type, #member, offsetof(type, member)); \
	printf("fieldsize %s %s %zu\n", #type, #member, sizeof(((type *) 0)->member));

int main(void)
{
	printf("abi %s-linux-%s\n", ARCH, LIBC);
#include "facts.h"
	return 0;
}
