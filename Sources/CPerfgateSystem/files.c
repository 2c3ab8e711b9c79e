#define _GNU_SOURCE
#include "perfgate_system.h"

#include <unistd.h>

void perfgate_sync_file_system(int fd) {
#if defined(__linux__)
  syncfs(fd);
#else
  (void)fd;
  sync();
#endif
}
