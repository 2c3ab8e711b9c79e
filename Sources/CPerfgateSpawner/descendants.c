#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "internal.h"

enum { CHILDREN_AT_ONCE = 1024 };

static size_t parse_children(int fd, pid_t *children, size_t limit) {
  char text[4096];
  size_t found = 0;
  pid_t number = 0;
  ssize_t got;
  while ((got = read(fd, text, sizeof text)) > 0) {
    for (ssize_t index = 0; index < got; index++) {
      if (isdigit((unsigned char)text[index])) {
        number = number * 10 + (text[index] - '0');
      } else if (number > 0) {
        if (found < limit) children[found++] = number;
        number = 0;
      }
    }
  }
  return found;
}

static pid_t parent_of(pid_t process) {
  char path[48];
  char text[512];
  snprintf(path, sizeof path, "/proc/%d/stat", process);
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return -1;
  ssize_t got = read(fd, text, sizeof text - 1);
  close(fd);
  if (got <= 0) return -1;
  text[got] = '\0';
  // The name in parentheses may hold anything, more parentheses too.
  const char *name_end = strrchr(text, ')');
  int parent = -1;
  if (name_end == NULL || sscanf(name_end + 1, " %*c %d", &parent) != 1) return -1;
  return parent;
}

static size_t scan_children(pid_t *children, size_t limit) {
  DIR *directory = opendir("/proc");
  if (directory == NULL) return 0;
  pid_t self = getpid();
  size_t found = 0;
  struct dirent *entry;
  while (found < limit && (entry = readdir(directory)) != NULL) {
    pid_t process = (pid_t)strtol(entry->d_name, NULL, 10);
    if (process > 0 && parent_of(process) == self) children[found++] = process;
  }
  closedir(directory);
  return found;
}

// The processes that this one would reap, zombies included. Kernels without
// CONFIG_PROC_CHILDREN have no list of them.
size_t list_children(pid_t *children, size_t limit) {
  char path[64];
  snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  if (fd < 0) return scan_children(children, limit);
  size_t found = parse_children(fd, children, limit);
  close(fd);
  return found;
}

static bool seen_before(const pid_t *groups, size_t count, pid_t group) {
  for (size_t index = 0; index < count; index++)
    if (groups[index] == group) return true;
  return false;
}

// Signals every child with its whole group. A group that has one of our children as a member
// holds only descendants of ours: a process can join groups of its own session only, and ours
// began empty. Nobody else reaps our children, so no number here can belong to a stranger.
void signal_children(int signal, pid_t spared_group) {
  static pid_t children[CHILDREN_AT_ONCE];
  static pid_t groups[CHILDREN_AT_ONCE];
  size_t count = list_children(children, CHILDREN_AT_ONCE);
  pid_t own = getpgrp();
  size_t signalled = 0;
  for (size_t index = 0; index < count; index++) {
    pid_t group = getpgid(children[index]);
    if (group == spared_group) continue;
    if (group <= 1 || group == own) {
      kill(children[index], signal);
    } else if (!seen_before(groups, signalled, group)) {
      groups[signalled++] = group;
      kill(-group, signal);
    }
  }
}
