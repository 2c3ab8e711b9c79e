#define _GNU_SOURCE
#include "perfgate_host.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#if defined(__x86_64__)
#include <cpuid.h>
#endif

#define SECOND 1000000000

// The first rate is taken over this long: 50 ns of uncertainty in it are 5 millionths.
#define FIRST_INTERVAL (SECOND / 100)
// What differs by more was no drift: the machine slept, or moved to another host.
#define LARGEST_DRIFT (SECOND / 100)

struct perfgate_tick_scale perfgate_tick_scale;

// One moment on both clocks.
struct moment {
  uint64_t ticks;
  int64_t ns;
};

// All of these are used by one thread at a time, which holds `busy`.
static _Atomic int busy;
static enum { UNKNOWN, TRUSTED, REFUSED } counter;
static struct moment last;

// When the next comparison is due, so that most calls end here.
static _Atomic int64_t next_due;

// The kernel watches over the counters of all processors, and leaves them where they disagree.
static int kernel_trusts_counter(void) {
  char text[8] = "";
  int file = open(
      "/sys/devices/system/clocksource/clocksource0/current_clocksource", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  ssize_t count = read(file, text, sizeof text - 1);
  close(file);
  return count >= 3 && strncmp(text, "tsc", 3) == 0 && (text[3] == '\n' || text[3] == '\0');
}

// Whether the counter runs at one rate in every state of the processor (AMD64 Architecture
// Programmer's Manual, volume 3, CPUID Fn8000_0007_EDX bit 8; the same with Intel).
static int processor_promises_rate(void) {
#if defined(__x86_64__)
  unsigned a, b, c, d;
  return __get_cpuid(0x80000007, &a, &b, &c, &d) != 0 && (d & (1u << 8)) != 0;
#else
  return 0;
#endif
}

// The system's clock between two close readings of the counter: the closest of a few.
static struct moment both_clocks(void) {
  struct moment best = {0, 0};
  uint64_t least = UINT64_MAX;
  for (int attempt = 0; attempt < 5; attempt++) {
    uint64_t before = perfgate_ticks();
    int64_t ns = perfgate_monotonic_now();
    uint64_t taken = perfgate_ticks() - before;
    if (taken >= least) continue;
    least = taken;
    best = (struct moment){before + taken / 2, ns};
  }
  return best;
}

static void publish(uint64_t ticks, int64_t ns, uint64_t scale) {
  struct perfgate_tick_scale *s = &perfgate_tick_scale;
  uint32_t sequence = atomic_load_explicit(&s->sequence, memory_order_relaxed);
  // The first state has 0, which no later one has.
  uint32_t next = sequence + 2 == 0 ? 2 : sequence + 2;
  atomic_exchange_explicit(&s->sequence, next - 1, memory_order_acq_rel);
  atomic_store_explicit(&s->base_ticks, ticks, memory_order_release);
  atomic_store_explicit(&s->base_ns, ns, memory_order_release);
  atomic_store_explicit(&s->scale, scale, memory_order_release);
  atomic_store_explicit(&s->sequence, next, memory_order_release);
}

// The counter's rate since the last comparison, and a little more or less where the two clocks have
// come apart, so that they meet within a second: time neither jumps nor goes back.
static void correct(void) {
  struct moment now = both_clocks();
  int64_t elapsed = now.ns - last.ns;
  uint64_t ticks = now.ticks - last.ticks;
  int is_first = atomic_load_explicit(&perfgate_tick_scale.sequence, memory_order_relaxed) == 0;
  if (elapsed < (is_first ? FIRST_INTERVAL : SECOND) || ticks == 0 || ticks > UINT64_MAX / 2) {
    if (ticks > UINT64_MAX / 2) last = now;
    return;
  }
  double scale = (double)elapsed / (double)ticks * 4294967296.0;
  struct perfgate_tick_scale *s = &perfgate_tick_scale;
  int64_t shown = now.ns;
  if (!is_first) {
    int64_t since = (int64_t)(now.ticks - atomic_load(&s->base_ticks));
    shown = atomic_load(&s->base_ns) +
            (int64_t)(((__int128)since * (__int128)atomic_load(&s->scale)) >> 32);
    int64_t drift = now.ns - shown;
    if (drift > LARGEST_DRIFT || drift < -LARGEST_DRIFT) {
      shown = now.ns;
    } else {
      // At most 10 ms in a second: the rate stays positive.
      scale *= 1 + (double)drift / SECOND;
    }
  }
  publish(now.ticks, shown, (uint64_t)scale);
  last = now;
}

void perfgate_fast_clock_discipline(void) {
  int64_t now = perfgate_monotonic_now();
  if (now < atomic_load_explicit(&next_due, memory_order_relaxed)) return;
  int expected = 0;
  if (!atomic_compare_exchange_strong_explicit(
          &busy, &expected, 1, memory_order_acquire, memory_order_relaxed)) {
    return;
  }
  int64_t wait = INT64_MAX / 2 - now;
  if (counter == UNKNOWN) {
    counter = processor_promises_rate() && kernel_trusts_counter() ? TRUSTED : REFUSED;
    if (counter == TRUSTED) last = both_clocks();
    wait = FIRST_INTERVAL;
  } else if (counter == TRUSTED) {
    correct();
    wait = perfgate_fast_clock_uses_ticks() ? SECOND : FIRST_INTERVAL;
  }
  atomic_store_explicit(&next_due, now + wait, memory_order_relaxed);
  atomic_store_explicit(&busy, 0, memory_order_release);
}

int perfgate_fast_clock_uses_ticks(void) {
  return atomic_load_explicit(&perfgate_tick_scale.sequence, memory_order_relaxed) != 0;
}
