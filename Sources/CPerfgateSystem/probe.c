#define _GNU_SOURCE
#include "perfgate_probe.h"

#include <stddef.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>

// Without optimisation the same work takes several times longer; there it is less.
#ifdef __OPTIMIZE__
#define CPU_STEPS 300000
#define MEMORY_PASSES 4
#else
#define CPU_STEPS 75000
#define MEMORY_PASSES 1
#endif
// Beyond what a core has for itself, and few enough pages to be had in a millisecond.
#define MEMORY_BYTES (4u << 20)

// What a compiler must not see through, or it would leave the work out.
static volatile uint64_t sink;

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

int perfgate_probe_is_optimized(void) {
#ifdef __OPTIMIZE__
  return 1;
#else
  return 0;
#endif
}

// Each step needs the one before: shifts and a multiplication in the integer units beside a
// multiplication and an addition in the floating-point ones, and a branch that cannot be foreseen.
int64_t perfgate_probe_cpu(void) {
  uint64_t state = 0x9E3779B97F4A7C15u;
  double value = 1.0;
  int64_t begin = now();
  for (int step = 0; step < CPU_STEPS; step++) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    value = value * 0.999 + 1e-3;
    if ((state & 12) == 0) state += (uint64_t)(value * 3.0);
  }
  int64_t end = now();
  sink = state + (uint64_t)value;
  return end - begin;
}

// Small pages, whatever the system's habit: large ones would make it another workload.
void *perfgate_probe_memory_prepare(void) {
  char *memory =
      mmap(NULL, MEMORY_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) return NULL;
#ifdef MADV_NOHUGEPAGE
  madvise(memory, MEMORY_BYTES, MADV_NOHUGEPAGE);
#endif
  memset(memory, 1, MEMORY_BYTES);
  return memory;
}

// Reads and writes everything in its order, as most programs do most of the time. Jumping about
// would show contention many times larger than any of them feels it.
int64_t perfgate_probe_memory(void *memory) {
  uint64_t *words = memory;
  int64_t begin = now();
  for (uint64_t pass = 1; pass <= MEMORY_PASSES; pass++) {
    for (size_t index = 0; index < MEMORY_BYTES / sizeof *words; index++) words[index] += pass;
    sink = words[pass];
  }
  return now() - begin;
}

void perfgate_probe_memory_release(void *memory) { munmap(memory, MEMORY_BYTES); }
