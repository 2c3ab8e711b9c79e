#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "internal.h"
#include "perfgate_spawner.h"

enum { SOCKET_FD = 3, INTERRUPT_FD = 4 };

static int serve(int socket, int interrupt_fd) {
  if (!say(socket, PERFGATE_REPLY_HELLO, getpid())) return 0;
  for (;;) {
    struct request request;
    watch_for_request(socket);
    int state = read_request(socket, &request);
    if (state == 0) return 0;
    if (state < 0) {
      say(socket, PERFGATE_REPLY_REFUSAL, -state);
      return PERFGATE_SPAWNER_EXIT_BASE - state;
    }
    enum invocation_end end = run_invocation(socket, interrupt_fd, &request);
    release_request(&request);
    if (end != INVOCATION_REPLIED) return 0;
    forget_memory();
  }
}

static void close_from(unsigned first) {
#ifdef SYS_close_range
  if (syscall(SYS_close_range, first, ~0u, 0) == 0) return;
#endif
  long limit = sysconf(_SC_OPEN_MAX);
  if (limit < 0 || limit > 65536) limit = 65536;
  for (int fd = (int)first; fd < limit; fd++) close(fd);
}

// Standard streams are /dev/null: whoever reads the output of perfgate must not wait for the
// spawner, and a child's empty stdin is then inherited without a system call.
static bool prepare_descriptors(int socket, bool has_interrupt) {
  if (socket != SOCKET_FD && dup2(socket, SOCKET_FD) < 0) return false;
  close_from((has_interrupt ? INTERRUPT_FD : SOCKET_FD) + 1);
  if (fcntl(SOCKET_FD, F_SETFD, FD_CLOEXEC) < 0) return false;
  if (has_interrupt && fcntl(INTERRUPT_FD, F_SETFD, FD_CLOEXEC) < 0) return false;
  int null = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (null < 0) return false;
  for (int fd = 0; fd < 3; fd++)
    if (dup2(null, fd) < 0) return false;
  close(null);
  return true;
}

static int parse_socket(const char *text, int wanted_type) {
  char *end = NULL;
  errno = 0;
  long fd = strtol(text, &end, 10);
  if (errno != 0 || end == text || *end != '\0' || fd < 3 || fd > 65535) return -1;
  int type = 0;
  socklen_t size = sizeof type;
  if (getsockopt((int)fd, SOL_SOCKET, SO_TYPE, &type, &size) != 0) return -1;
  return type == wanted_type ? (int)fd : -1;
}

// Runs before Swift's runtime and main. A second argument says that the descriptor which becomes
// readable when perfgate is interrupted stands beside the socket; the name says whether programs run
// one after the other or many at once, with pipes (keepers.c). The fork leaves behind what the
// dynamic linker mapped, so that the children's peak memory starts at what the server itself needs;
// the process that was started ends at once, for its parent to reap.
__attribute__((constructor(101))) static void become_spawner(int count, char **arguments) {
  if (count < 2 || count > 3) return;
  bool is_keeping = strcmp(arguments[0], PERFGATE_KEEPER_NAME) == 0;
  if (!is_keeping && strcmp(arguments[0], PERFGATE_SPAWNER_NAME) != 0) return;
  bool has_interrupt = count == 3;
  int socket =
      parse_socket(arguments[1], is_keeping ? SOCK_SEQPACKET : SOCK_STREAM);
  if (socket < 0) _exit(PERFGATE_SPAWNER_EXIT_BASE);
  pid_t server = fork();
  if (server != 0) _exit(server < 0 ? PERFGATE_SPAWNER_EXIT_BASE : 0);
  prepare_signals();
  if (setsid() < 0 || prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0) {
    _exit(PERFGATE_SPAWNER_EXIT_BASE);
  }
  if (!prepare_descriptors(socket, has_interrupt)) _exit(PERFGATE_SPAWNER_EXIT_BASE);
  int interrupt_fd = has_interrupt ? INTERRUPT_FD : -1;
  if (!is_keeping) _exit(serve(SOCKET_FD, interrupt_fd));
  serve_keepers(SOCKET_FD, interrupt_fd);
  _exit(0);
}
