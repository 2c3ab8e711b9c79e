// Two fixed amounts of work that tell how fast the host is: arithmetic, and loads from memory.
#pragma once

#include <stdint.h>

// Changes with the work: results of different versions are not comparable.
#define PERFGATE_PROBE_VERSION 1

// Whether the work was compiled with optimisation, 0 or 1.
int perfgate_probe_is_optimized(void);

// Does the arithmetic once: the nanoseconds that it took.
int64_t perfgate_probe_cpu(void);

// The memory that `perfgate_probe_memory` walks through; NULL where there is none left.
void *perfgate_probe_memory_prepare(void);

// Walks through the memory once: the nanoseconds that it took.
int64_t perfgate_probe_memory(void *memory);

// Gives the memory back.
void perfgate_probe_memory_release(void *memory);
