// Clocks, threads and processors, for what Swift cannot call and what must not cost a call.
#pragma once

#include <stdatomic.h>
#include <stdint.h>
#include <time.h>

// The monotonic clock in nanoseconds.
static inline int64_t perfgate_monotonic_now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

// One moment on the processor's time stamp counter and on the monotonic clock.
struct perfgate_moment {
  uint64_t ticks;
  int64_t ns;
};

// How the counter is converted: the time is `base_ns` at `base_ticks`, and a tick lasts `scale` /
// 2^32 ns; each of the first `slew_ticks` lasts `slew` / 2^32 ns longer, or shorter below 0.
struct perfgate_tick_line {
  uint64_t base_ticks;
  int64_t base_ns;
  uint64_t scale;
  int64_t slew_ticks;
  int64_t slew;
};

// The time that a line gives a reading of the counter. One sum is rounded, so that a later reading
// never gets an earlier time, not even where the slew ends.
static inline int64_t perfgate_tick_line_at(struct perfgate_tick_line line, uint64_t ticks) {
  // Another processor may be a few ticks behind the one that set the base.
  int64_t since = (int64_t)(ticks - line.base_ticks);
  int64_t slewed = since < line.slew_ticks ? since : line.slew_ticks;
  __int128 sum = (__int128)since * (__int128)line.scale + (__int128)slewed * (__int128)line.slew;
  return line.base_ns + (int64_t)(sum >> 32);
}

// The line from `now` on, given the one before it (with a scale of 0 where there is none) and an
// earlier moment to take the counter's rate from; no effects.
struct perfgate_tick_line perfgate_tick_line_corrected(
    struct perfgate_tick_line before, struct perfgate_moment last, struct perfgate_moment now);

// The line that is used. `sequence` is odd while the others change, and 0 as long as there is
// nothing to convert with.
struct perfgate_tick_scale {
  _Atomic uint32_t sequence;
  _Atomic uint64_t base_ticks;
  _Atomic int64_t base_ns;
  _Atomic uint64_t scale;
  _Atomic int64_t slew_ticks;
  _Atomic int64_t slew;
};

extern struct perfgate_tick_scale perfgate_tick_scale;

#if defined(__x86_64__)
static inline uint64_t perfgate_ticks(void) { return __builtin_ia32_rdtsc(); }
#else
static inline uint64_t perfgate_ticks(void) { return 0; }
#endif

// The monotonic clock read by the time stamp counter where that can be trusted, else by the system.
static inline int64_t perfgate_fast_now(void) {
  struct perfgate_tick_scale *s = &perfgate_tick_scale;
  for (;;) {
    uint32_t before = atomic_load_explicit(&s->sequence, memory_order_acquire);
    if (before == 0) return perfgate_monotonic_now();
    struct perfgate_tick_line line = {
        atomic_load_explicit(&s->base_ticks, memory_order_acquire),
        atomic_load_explicit(&s->base_ns, memory_order_acquire),
        atomic_load_explicit(&s->scale, memory_order_acquire),
        atomic_load_explicit(&s->slew_ticks, memory_order_acquire),
        atomic_load_explicit(&s->slew, memory_order_acquire),
    };
    // Nothing above may sink below this load: it is what says that they belong together.
    uint32_t after = atomic_load_explicit(&s->sequence, memory_order_relaxed);
    if (before != after || (before & 1) != 0) continue;
    return perfgate_tick_line_at(line, perfgate_ticks());
  }
}

// Compares the counter with the system's clock and corrects its rate, at most once a second; cheap
// when that was done lately. Without a trustworthy counter it does nothing.
void perfgate_fast_clock_discipline(void);

// Whether the counter is read now: 0 or 1.
int perfgate_fast_clock_uses_ticks(void);

// A small number for the calling thread, from 0; numbers are not used again.
uint32_t perfgate_thread_number(void);

// A number that no other call in this process returns, never 0.
uint64_t perfgate_unique_number(void);

// The processors that are online, at least 1.
int perfgate_online_processors(void);

// Gives way to other threads.
void perfgate_yield(void);

// Tells the processor that this is a loop that waits.
static inline void perfgate_relax(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#endif
}
