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
// A clock that is behind by more was not drifting, and is set.
#define LARGEST_LAG (SECOND / 100)
// A clock that is ahead by more was not drifting either: the machine slept, or moved.
#define LARGEST_LEAD SECOND
// The rate is changed by a hundredth at most, so that durations stay right within 1%.
#define LARGEST_SLEW 100

struct perfgate_tick_scale perfgate_tick_scale;

// All of these are used by one thread at a time, which holds `busy`.
static _Atomic int busy;
static enum { UNKNOWN, TRUSTED, REFUSED } counter;
static struct perfgate_moment last;

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
static struct perfgate_moment both_clocks(void) {
  struct perfgate_moment best = {0, 0};
  uint64_t least = UINT64_MAX;
  for (int attempt = 0; attempt < 5; attempt++) {
    uint64_t before = perfgate_ticks();
    int64_t ns = perfgate_monotonic_now();
    uint64_t taken = perfgate_ticks() - before;
    if (taken >= least) continue;
    least = taken;
    best = (struct perfgate_moment){before + taken / 2, ns};
  }
  return best;
}

static void publish(struct perfgate_tick_line line) {
  struct perfgate_tick_scale *s = &perfgate_tick_scale;
  uint32_t sequence = atomic_load_explicit(&s->sequence, memory_order_relaxed);
  // The first state has 0, which no later one has.
  uint32_t next = sequence + 2 == 0 ? 2 : sequence + 2;
  atomic_exchange_explicit(&s->sequence, next - 1, memory_order_acq_rel);
  atomic_store_explicit(&s->base_ticks, line.base_ticks, memory_order_release);
  atomic_store_explicit(&s->base_ns, line.base_ns, memory_order_release);
  atomic_store_explicit(&s->scale, line.scale, memory_order_release);
  atomic_store_explicit(&s->slew_ticks, line.slew_ticks, memory_order_release);
  atomic_store_explicit(&s->slew, line.slew, memory_order_release);
  atomic_store_explicit(&s->sequence, next, memory_order_release);
}

// The counter's rate since `last`. Where the two clocks have come apart it is a little higher or
// lower until they meet: for a second, or a hundred times as long as the clock is ahead, so that
// the rate changes by a hundredth at most. Then that ends by itself, however late the next
// comparison is, which finds no more than what the error of the rate has made of the time in
// between. So time does not go back, except where the clock is further ahead than drift explains.
struct perfgate_tick_line perfgate_tick_line_corrected(
    struct perfgate_tick_line before, struct perfgate_moment last, struct perfgate_moment now) {
  double scale = (double)(now.ns - last.ns) / (double)(now.ticks - last.ticks) * 4294967296.0;
  struct perfgate_tick_line line = {now.ticks, now.ns, (uint64_t)scale, 0, 0};
  if (before.scale == 0) return line;
  int64_t shown = perfgate_tick_line_at(before, now.ticks);
  int64_t drift = now.ns - shown;
  if (drift > LARGEST_LAG || drift < -LARGEST_LEAD) return line;
  int64_t until_met = -drift * LARGEST_SLEW;
  if (until_met < SECOND) until_met = SECOND;
  line.base_ns = shown;
  line.slew_ticks = (int64_t)((double)until_met * 4294967296.0 / scale);
  line.slew = (int64_t)(scale * ((double)drift / (double)until_met));
  return line;
}

static void correct(void) {
  struct perfgate_moment now = both_clocks();
  int64_t elapsed = now.ns - last.ns;
  uint64_t ticks = now.ticks - last.ticks;
  struct perfgate_tick_scale *s = &perfgate_tick_scale;
  int is_first = atomic_load_explicit(&s->sequence, memory_order_relaxed) == 0;
  if (elapsed < (is_first ? FIRST_INTERVAL : SECOND) || ticks == 0 || ticks > UINT64_MAX / 2) {
    if (ticks > UINT64_MAX / 2) last = now;
    return;
  }
  struct perfgate_tick_line before = {
      atomic_load(&s->base_ticks), atomic_load(&s->base_ns), atomic_load(&s->scale),
      atomic_load(&s->slew_ticks), atomic_load(&s->slew),
  };
  publish(perfgate_tick_line_corrected(before, last, now));
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
