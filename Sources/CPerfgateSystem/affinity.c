#define _GNU_SOURCE
#include "perfgate_system.h"

#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

// Kernels built for more processors than the fixed set holds refuse it: try larger ones.
int perfgate_usable_cores(void) {
#if defined(__linux__)
  for (int capacity = CPU_SETSIZE; capacity <= 65536; capacity *= 2) {
    cpu_set_t *set = CPU_ALLOC(capacity);
    if (set == NULL) return -1;
    size_t size = CPU_ALLOC_SIZE(capacity);
    int known = sched_getaffinity(0, size, set) == 0;
    int cores = known ? CPU_COUNT_S(size, set) : -1;
    CPU_FREE(set);
    if (known) return cores;
  }
  return -1;
#else
  return (int)sysconf(_SC_NPROCESSORS_ONLN);
#endif
}

int perfgate_allowed_processors(uint64_t *mask) {
  memset(mask, 0, PERFGATE_PROCESSOR_LIMIT / 8);
#if defined(__linux__)
  for (int capacity = CPU_SETSIZE; capacity <= 65536; capacity *= 2) {
    cpu_set_t *set = CPU_ALLOC(capacity);
    if (set == NULL) return -1;
    size_t size = CPU_ALLOC_SIZE(capacity);
    int known = sched_getaffinity(0, size, set) == 0;
    for (int number = 0; known && number < PERFGATE_PROCESSOR_LIMIT; number++) {
      if (CPU_ISSET_S(number, size, set)) mask[number / 64] |= (uint64_t)1 << (number % 64);
    }
    CPU_FREE(set);
    if (known) return 0;
  }
#endif
  return -1;
}
