#define _POSIX_C_SOURCE 200809L
#include "perfgate_system.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

char *const *perfgate_environment(void) { return environ; }

int perfgate_terminal_columns(int fd) {
  struct winsize size = {0};
  return ioctl(fd, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

static int write_rest(int fd, const char *bytes, size_t count, size_t *done) {
  for (*done = 0; *done < count;) {
    ssize_t written = write(fd, bytes + *done, count - *done);
    if (written >= 0) {
      *done += (size_t)written;
    } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
      struct pollfd polled = {.fd = fd, .events = POLLOUT};
      if (poll(&polled, 1, -1) < 0 && errno != EINTR) return errno;
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

// The signals of a pipe without a reader and of a file beyond its limit are held back for this
// thread only, and taken away where this write raised them; how the rest of the process treats
// them does not change.
int perfgate_write_counted(int fd, const void *bytes, size_t count, size_t *written) {
  sigset_t held, before, pending;
  sigemptyset(&held);
  sigaddset(&held, SIGPIPE);
  sigaddset(&held, SIGXFSZ);
  sigpending(&pending);
  pthread_sigmask(SIG_BLOCK, &held, &before);
  int error = write_rest(fd, bytes, count, written);
  int raised = error == EPIPE ? SIGPIPE : error == EFBIG ? SIGXFSZ : 0;
  if (raised != 0 && sigismember(&pending, raised) == 0) {
    sigset_t taken;
    sigemptyset(&taken);
    sigaddset(&taken, raised);
    struct timespec none = {0};
    while (sigtimedwait(&taken, NULL, &none) < 0 && errno == EINTR) continue;
  }
  pthread_sigmask(SIG_SETMASK, &before, NULL);
  return error;
}

int perfgate_write_all(int fd, const void *bytes, size_t count) {
  size_t written;
  return perfgate_write_counted(fd, bytes, count, &written);
}

int perfgate_send_all(int fd, const void *bytes, size_t count) {
  const char *next = bytes;
  while (count > 0) {
    ssize_t sent = send(fd, next, count, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) return errno;
    next += sent;
    count -= (size_t)sent;
  }
  return 0;
}

int perfgate_receive_all(int fd, void *bytes, size_t count) {
  char *next = bytes;
  while (count > 0) {
    ssize_t got = read(fd, next, count);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return errno;
    if (got == 0) return -1;
    next += got;
    count -= (size_t)got;
  }
  return 0;
}

void perfgate_error_text(int error, char *text, size_t size) {
  if (size == 0) return;
  text[0] = '\0';
  if (strerror_r(error, text, size) != 0 || text[0] == '\0') {
    snprintf(text, size, "Error %d", error);
  }
}
