// The least that spawning a process can cost: vfork, execve, wait4, and two readings of the
// clock. Prints the median and the quartiles, in nanoseconds, over N invocations of a program.
//
//   cc -O2 -o floor floor.c && ./floor 500 /bin/true
#define _GNU_SOURCE
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int64_t invoke(char **arguments) {
  char *environment[] = {NULL};
  int64_t start = now_ns();
  pid_t child = vfork();
  if (child == 0) {
    execve(arguments[0], arguments, environment);
    _exit(127);
  }
  int status;
  struct rusage usage;
  if (child < 0 || wait4(child, &status, 0, &usage) != child || status != 0) return -1;
  return now_ns() - start;
}

static int ascending(const void *left, const void *right) {
  int64_t a = *(const int64_t *)left;
  int64_t b = *(const int64_t *)right;
  return (a > b) - (a < b);
}

int main(int count, char **arguments) {
  long invocations = count > 2 ? strtol(arguments[1], NULL, 10) : 0;
  if (invocations < 1 || invocations > 1000000) {
    fprintf(stderr, "usage: floor N PROGRAM [ARGUMENT...]\n");
    return 64;
  }
  int64_t *times = calloc((size_t)invocations, sizeof *times);
  if (times == NULL) return 71;
  for (long index = 0; index < invocations; index++) {
    times[index] = invoke(arguments + 2);
    if (times[index] < 0) {
      fprintf(stderr, "floor: %s failed\n", arguments[2]);
      return 70;
    }
  }
  qsort(times, (size_t)invocations, sizeof *times, ascending);
  printf("median_ns %lld lower_quartile_ns %lld upper_quartile_ns %lld\n",
         (long long)times[invocations / 2], (long long)times[invocations / 4],
         (long long)times[3 * invocations / 4]);
  free(times);
  return 0;
}
