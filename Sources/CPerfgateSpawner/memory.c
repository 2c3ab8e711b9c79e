#define _GNU_SOURCE
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include "internal.h"

// Small requests, which is nearly all of them, live in here: mapping and unmapping pages takes
// longer than everything else between two invocations.
static char arena[65536] __attribute__((aligned(16)));
static size_t arena_used;
static bool grew;

static bool in_arena(const void *memory) {
  uintptr_t address = (uintptr_t)memory;
  return address >= (uintptr_t)arena && address < (uintptr_t)arena + sizeof arena;
}

// Memory with any content, until it is given back and `forget_memory` is called.
void *take_memory(size_t bytes) {
  if (bytes == 0) bytes = 1;
  if (bytes <= sizeof arena - arena_used) {
    void *memory = arena + arena_used;
    size_t end = (arena_used + bytes + 15) & ~(size_t)15;
    arena_used = end < sizeof arena ? end : sizeof arena;
    return memory;
  }
  grew = true;
  void *memory =
      mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

void give_memory(void *memory, size_t bytes) {
  if (memory != NULL && !in_arena(memory)) munmap(memory, bytes);
}

// Between two requests. A child's ru_maxrss starts at the highest that its spawner ever had, so
// a large request must not raise it for the invocations that follow.
void forget_memory(void) {
  arena_used = 0;
  if (!grew) return;
  grew = false;
  int fd = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
  if (fd < 0) return;
  ssize_t written = write(fd, "5", 1);
  (void)written;
  close(fd);
}
