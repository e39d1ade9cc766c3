/*
 * The C contender of the duel: an echo server over epoll, as short as one that loses no byte can be.
 * It does what the Java contenders do: a backlog of 4096, TCP_NODELAY, receiving into 16 KiB, and what
 * the peer does not take is kept and sent when there is room. The first line is where it listens; it ends
 * with its standard input.
 *
 *   echo level|edge THREADS
 *
 * With more than one thread the others sleep. They matter all the same: while a process has one thread
 * only, the kernel need not count references to its open files. A JVM always has more.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BUFFER_BYTES = 16 * 1024, EVENTS = 256, BACKLOG = 4096, TURN = 16, CONNECTIONS = 1 << 16 };

/* What the edges have said, and what could not be sent yet. */
struct peer {
  char *pending;
  size_t from, to;
  bool readable, writable, more_than_data;
};

static struct peer *peers[CONNECTIONS];
static char buffer[BUFFER_BYTES];
static struct epoll_event events[EVENTS];
static int epoll;
static int listener;
static bool edge;

static int must(int result, const char *call) {
  if (result < 0) {
    perror(call);
    exit(1);
  }
  return result;
}

static void control(int operation, int fd, uint32_t bits) {
  struct epoll_event event = {.events = bits, .data.fd = fd};
  must(epoll_ctl(epoll, operation, fd, &event), "epoll_ctl");
}

static void open_all(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t length = sizeof address;
  int on = 1;
  listener = must(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), "socket");
  must(setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on), "SO_REUSEADDR");
  must(setsockopt(listener, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on), "TCP_NODELAY");
  must(bind(listener, (struct sockaddr *)&address, length), "bind");
  must(listen(listener, BACKLOG), "listen");
  must(getsockname(listener, (struct sockaddr *)&address, &length), "getsockname");
  epoll = must(epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
  control(EPOLL_CTL_ADD, listener, EPOLLIN);
  control(EPOLL_CTL_ADD, STDIN_FILENO, EPOLLIN);
  printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
  fflush(stdout);
}

static void accept_all(void) {
  for (;;) {
    int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd < 0) {
      if (errno != EAGAIN && errno != ECONNABORTED && errno != EINTR) {
        must(fd, "accept4");
      }
      return;
    }
    if (fd >= CONNECTIONS || (peers[fd] = calloc(1, sizeof **peers)) == NULL) {
      close(fd);
      continue;
    }
    peers[fd]->writable = true;
    control(EPOLL_CTL_ADD, fd, edge ? EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET : EPOLLIN);
  }
}

static void end(int fd) {
  free(peers[fd]->pending);
  free(peers[fd]);
  peers[fd] = NULL;
  close(fd);
}

/* Keeps what the peer does not take; without room for it the connection ends. */
static bool keep(int fd, struct peer *peer, size_t from, size_t to) {
  peer->pending = malloc(to - from);
  if (peer->pending == NULL) {
    end(fd);
    return false;
  }
  memcpy(peer->pending, buffer + from, to - from);
  peer->from = 0;
  peer->to = to - from;
  peer->writable = false;
  if (!edge) {
    control(EPOLL_CTL_MOD, fd, EPOLLOUT);
  }
  return true;
}

/* Sends what was kept; tells whether all of it is gone. */
static bool flush(int fd, struct peer *peer) {
  ssize_t sent = send(fd, peer->pending + peer->from, peer->to - peer->from, MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN && errno != EINTR) {
    end(fd);
    return false;
  }
  peer->from += sent > 0 ? (size_t)sent : 0;
  if (peer->from < peer->to) {
    peer->writable = false;
    return false;
  }
  free(peer->pending);
  peer->pending = NULL;
  if (!edge) {
    control(EPOLL_CTL_MOD, fd, EPOLLIN);
  }
  return true;
}

/* One transfer there and back; tells whether there may be another. */
static bool echo_once(int fd, struct peer *peer) {
  ssize_t received = recv(fd, buffer, BUFFER_BYTES, 0);
  if (received < 0 && (errno == EAGAIN || errno == EINTR)) {
    peer->readable = false;
    return false;
  }
  if (received <= 0) {
    end(fd);
    return false;
  }
  /* A short read has emptied the socket, epoll(7), unless an end or an error has stopped it. */
  peer->readable = received == BUFFER_BYTES || peer->more_than_data;
  ssize_t sent = send(fd, buffer, (size_t)received, MSG_NOSIGNAL);
  if (sent < received) {
    if (sent < 0 && errno != EAGAIN) {
      end(fd);
    } else {
      keep(fd, peer, sent < 0 ? 0 : (size_t)sent, (size_t)received);
    }
    return false;
  }
  return peer->readable;
}

static void serve_edge(int fd, struct peer *peer, uint32_t bits) {
  bool over = (bits & (EPOLLERR | EPOLLHUP)) != 0;
  peer->readable |= over || (bits & EPOLLIN) != 0;
  peer->writable |= over || (bits & EPOLLOUT) != 0;
  peer->more_than_data = over || (bits & (EPOLLRDHUP | EPOLLPRI)) != 0;
  if (peer->pending != NULL && (!peer->writable || !flush(fd, peer))) {
    return;
  }
  for (int turn = 0; peer->readable; turn++) {
    if (turn == TURN) { /* the others first; whatever holds is reported again */
      control(EPOLL_CTL_MOD, fd, EPOLLIN | EPOLLOUT | EPOLLPRI | EPOLLRDHUP | EPOLLET);
      return;
    }
    if (!echo_once(fd, peer)) {
      return;
    }
  }
}

static void serve_level(int fd, struct peer *peer) {
  if (peer->pending != NULL) {
    flush(fd, peer);
  } else {
    echo_once(fd, peer);
  }
}

static void *sleep_for_ever(void *nothing) {
  for (;;) {
    pause();
  }
  return nothing;
}

int main(int argc, char **argv) {
  if (argc != 3 || (strcmp(argv[1], "level") != 0 && strcmp(argv[1], "edge") != 0)) {
    fprintf(stderr, "usage: echo level|edge THREADS\n");
    return 2;
  }
  edge = strcmp(argv[1], "edge") == 0;
  struct rlimit files;
  must(getrlimit(RLIMIT_NOFILE, &files), "getrlimit");
  files.rlim_cur = files.rlim_max;
  must(setrlimit(RLIMIT_NOFILE, &files), "setrlimit");
  for (int threads = atoi(argv[2]); threads > 1; threads--) {
    pthread_t thread;
    if (pthread_create(&thread, NULL, sleep_for_ever, NULL) != 0) {
      return 1;
    }
  }
  open_all();
  for (;;) {
    int ready = epoll_wait(epoll, events, EVENTS, -1);
    if (ready < 0 && errno != EINTR) {
      must(ready, "epoll_wait");
    }
    for (int i = 0; i < ready; i++) {
      int fd = events[i].data.fd;
      if (fd == STDIN_FILENO) {
        return 0;
      } else if (fd == listener) {
        accept_all();
      } else if (edge) {
        serve_edge(fd, peers[fd], events[i].events);
      } else {
        serve_level(fd, peers[fd]);
      }
    }
  }
}
