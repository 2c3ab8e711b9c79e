#define _GNU_SOURCE
#include "perfgate_host.h"

#include <sched.h>
#include <unistd.h>

// Numbers are handed out in pieces, so that threads do not meet over each.
#define UNIQUE_PIECE 4096

static _Atomic uint32_t next_thread;
static _Atomic uint64_t next_unique = 1;

// The model is the fastest that works in a program and in the libraries that it is started with.
static _Thread_local uint32_t thread_number __attribute__((tls_model("initial-exec")));
static _Thread_local uint64_t unique_next __attribute__((tls_model("initial-exec")));
static _Thread_local uint64_t unique_end __attribute__((tls_model("initial-exec")));

uint32_t perfgate_thread_number(void) {
  if (__builtin_expect(thread_number == 0, 0)) {
    thread_number = atomic_fetch_add_explicit(&next_thread, 1, memory_order_relaxed) + 1;
  }
  return thread_number - 1;
}

uint64_t perfgate_unique_number(void) {
  if (__builtin_expect(unique_next == unique_end, 0)) {
    unique_next = atomic_fetch_add_explicit(&next_unique, UNIQUE_PIECE, memory_order_relaxed);
    unique_end = unique_next + UNIQUE_PIECE;
  }
  return unique_next++;
}

int perfgate_online_processors(void) {
  long count = sysconf(_SC_NPROCESSORS_ONLN);
  return count > 0 ? (int)count : 1;
}

void perfgate_yield(void) { sched_yield(); }
