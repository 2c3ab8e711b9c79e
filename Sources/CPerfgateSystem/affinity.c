#define _GNU_SOURCE
#include "perfgate_system.h"

#include <sched.h>
#include <stdlib.h>
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
