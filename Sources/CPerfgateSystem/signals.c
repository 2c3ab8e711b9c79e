#define _GNU_SOURCE
#include "perfgate_system.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

// What forwards signals, as timeout and npm do, makes two of one within microseconds.
#define SAME_SIGNAL_NS 500000000

// Above those that a spawner is started with, so that taking its place cannot overwrite it.
enum { LOWEST_FD = 10 };

static const int listened[] = {SIGINT, SIGTERM, SIGHUP};
enum { LISTENED = sizeof listened / sizeof listened[0] };

static atomic_int raised;
static _Atomic int64_t raised_at;
static int read_end = -1;
static int write_end = -1;

static int64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

// The first signal is noted, and whoever waits for the descriptor wakes up; a later one does what
// it would have done without a handler.
static void note_signal(int signal) {
  int saved = errno;
  int64_t now = now_ns();
  int none = 0;
  if (atomic_compare_exchange_strong(&raised, &none, signal)) {
    atomic_store(&raised_at, now);
    ssize_t written = write(write_end, "", 1);
    (void)written;
  } else if (now - atomic_load(&raised_at) > SAME_SIGNAL_NS) {
    struct sigaction action = {.sa_handler = SIG_DFL};
    sigaction(signal, &action, NULL);
    raise(signal);
  }
  errno = saved;
}

static int moved_up(int fd) {
  int moved = fcntl(fd, F_DUPFD_CLOEXEC, LOWEST_FD);
  close(fd);
  return moved;
}

int perfgate_listen_for_signals(void) {
  if (read_end >= 0) return read_end;
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return -errno;
  int first = moved_up(ends[0]);
  write_end = moved_up(ends[1]);
  if (first < 0 || write_end < 0) return -EMFILE;
  read_end = first;
  struct sigaction action = {.sa_handler = note_signal, .sa_flags = SA_RESTART};
  for (size_t index = 0; index < LISTENED; index++) sigaddset(&action.sa_mask, listened[index]);
  for (size_t index = 0; index < LISTENED; index++) {
    struct sigaction before;
    // Who started perfgate with a signal ignored, as nohup does, wants it to stay so.
    if (sigaction(listened[index], NULL, &before) == 0 && before.sa_handler == SIG_IGN) continue;
    sigaction(listened[index], &action, NULL);
  }
  return read_end;
}

int perfgate_raised_signal(void) { return atomic_load(&raised); }
