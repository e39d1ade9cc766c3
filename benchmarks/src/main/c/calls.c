/*
 * The C contender of the call benchmarks: the same call in a loop, in iterations of a given length
 * after a warm-up, as JMH has them. The first line is the result of one call, so that the harness
 * sees the work; then comes a line per iteration, CPU nanoseconds per call. Every result is checked.
 *
 * With more than one thread the others sleep. They matter all the same: while a process has one
 * thread only, the kernel need not count references to its open files.
 *
 *   calls recv|wait-zero|wait-ready THREADS WARMUP_ITERATIONS ITERATIONS MILLIS
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER_BYTES = 4096, EVENTS = 64, CALLS_PER_CLOCK = 256 };

static const uint64_t TOKEN = 0x123456789abcdef0;

static int connection;
static int client;
static int epoll;
static char buffer[BUFFER_BYTES];
static struct epoll_event events[EVENTS];

static int must(int result, const char *call) {
  if (result < 0) {
    perror(call);
    exit(1);
  }
  return result;
}

static void open_loopback(void) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int listener = must(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  must(bind(listener, (struct sockaddr *)&address, length), "bind");
  must(listen(listener, 1), "listen");
  must(getsockname(listener, (struct sockaddr *)&address, &length), "getsockname");
  client = must(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
  must(connect(client, (struct sockaddr *)&address, length), "connect");
  connection = must(accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), "accept4");
  close(listener);
}

static void watch(void) {
  struct epoll_event event = {.events = EPOLLIN, .data.u64 = TOKEN};
  epoll = must(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  must(epoll_ctl(epoll, EPOLL_CTL_ADD, connection, &event), "epoll_ctl");
}

static int64_t call_recv(void) {
  int64_t received = recv(connection, buffer, sizeof buffer, 0);
  return received == -1 ? -errno : received;
}

static int64_t call_wait_zero(void) {
  int64_t ready = epoll_wait(epoll, events, EVENTS, 0);
  return ready == -1 ? -errno : ready;
}

static int64_t call_wait_ready(void) {
  int64_t ready = epoll_wait(epoll, events, EVENTS, 0);
  return ready == 1 ? (int64_t)events[0].data.u64 : -1;
}

static int64_t now(clockid_t clock) {
  struct timespec time;
  clock_gettime(clock, &time);
  return time.tv_sec * INT64_C(1000000000) + time.tv_nsec;
}

/*
 * One copy per call: the compiler sees which, as the JIT does. The length is real time, the result
 * is CPU time of this thread, because neighbours on the machine are none of our business.
 */
#define MEASURE(call)                                                 \
  static double measure_##call(int64_t nanos, int64_t expected) {     \
    int64_t calls = 0, end = now(CLOCK_MONOTONIC) + nanos;            \
    int64_t start = now(CLOCK_THREAD_CPUTIME_ID);                     \
    do {                                                              \
      for (int i = 0; i < CALLS_PER_CLOCK; i++) {                     \
        if (call_##call() != expected) {                              \
          fprintf(stderr, "%s went wrong\n", #call);                  \
          exit(1);                                                    \
        }                                                             \
      }                                                               \
      calls += CALLS_PER_CLOCK;                                       \
    } while (now(CLOCK_MONOTONIC) < end);                             \
    return (double)(now(CLOCK_THREAD_CPUTIME_ID) - start) / (double)calls; \
  }

MEASURE(recv)
MEASURE(wait_zero)
MEASURE(wait_ready)

static const struct {
  const char *name;
  int64_t (*once)(void);
  double (*measure)(int64_t nanos, int64_t expected);
  int64_t expected;
} CALLS[] = {
    {"recv", call_recv, measure_recv, -EAGAIN},
    {"wait-zero", call_wait_zero, measure_wait_zero, 0},
    {"wait-ready", call_wait_ready, measure_wait_ready, TOKEN},
};

static int number(const char *text, int least) {
  char *end;
  long value = strtol(text, &end, 10);
  if (*text == 0 || *end != 0 || value < least || value > 1000000) {
    fprintf(stderr, "calls: not a number from %d: '%s'\n", least, text);
    exit(2);
  }
  return (int)value;
}

static void *sleeper(void *nothing) {
  for (;;) {
    pause();
  }
  return nothing;
}

static void start_sleepers(int count) {
  for (int i = 0; i < count; i++) {
    pthread_t thread;
    int error = pthread_create(&thread, NULL, sleeper, NULL);
    if (error != 0) {
      fprintf(stderr, "pthread_create: %s\n", strerror(error));
      exit(1);
    }
  }
}

int main(int argc, char **argv) {
  if (argc != 6) {
    fprintf(stderr, "usage: calls recv|wait-zero|wait-ready THREADS WARMUP ITERATIONS MILLIS\n");
    return 2;
  }
  int threads = number(argv[2], 1);
  int warmup = number(argv[3], 0);
  int iterations = number(argv[4], 1);
  int64_t nanos = number(argv[5], 1) * INT64_C(1000000);
  for (size_t i = 0; i < sizeof CALLS / sizeof *CALLS; i++) {
    if (strcmp(argv[1], CALLS[i].name) == 0) {
      start_sleepers(threads - 1);
      open_loopback();
      watch();
      if (CALLS[i].measure == measure_wait_ready) {
        must((int)write(client, "x", 1), "write");
      }
      printf("%lld\n", (long long)CALLS[i].once());
      for (int n = -warmup; n < iterations; n++) {
        double result = CALLS[i].measure(nanos, CALLS[i].expected);
        if (n >= 0) {
          printf("%.3f\n", result);
        }
      }
      return 0;
    }
  }
  fprintf(stderr, "calls: no call '%s'\n", argv[1]);
  return 2;
}
