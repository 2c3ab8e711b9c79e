#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "internal.h"

// What perfgate gave for one program.
struct streams {
  int fds[PERFGATE_KEEPER_DESCRIPTORS];  // stdin, stdout, stderr, the keeper's socket
  int count;
};

static void close_streams(struct streams *streams) {
  for (int index = 0; index < streams->count; index++) close(streams->fds[index]);
}

// 1, 0 where nothing was waiting, -1 at the end.
static int receive_streams(int socket, struct streams *streams) {
  char byte;
  struct iovec part = {.iov_base = &byte, .iov_len = 1};
  union {
    char bytes[CMSG_SPACE(PERFGATE_KEEPER_DESCRIPTORS * sizeof(int))];
    struct cmsghdr header;
  } control;
  struct msghdr message = {
      .msg_iov = &part,
      .msg_iovlen = 1,
      .msg_control = control.bytes,
      .msg_controllen = sizeof control.bytes,
  };
  streams->count = 0;
  ssize_t got = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (got < 0) return errno == EAGAIN || errno == EINTR ? 0 : -1;
  if (got == 0) return -1;
  struct cmsghdr *header = CMSG_FIRSTHDR(&message);
  if (header == NULL || header->cmsg_level != SOL_SOCKET || header->cmsg_type != SCM_RIGHTS) {
    return 1;
  }
  streams->count = (int)((header->cmsg_len - CMSG_LEN(0)) / sizeof(int));
  memcpy(streams->fds, CMSG_DATA(header), (size_t)streams->count * sizeof(int));
  return 1;
}

// In a process of its own, which adopts what the program leaves behind: with one for all of them
// nobody could tell whose it is.
static void keep(const struct streams *streams, int interrupt_fd) {
  int socket = streams->fds[3];
  struct request request;
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  int state = read_request(socket, &request);
  if (state == 0) return;
  if (state < 0) {
    say(socket, PERFGATE_REPLY_REFUSAL, -state);
    return;
  }
  if (request.stdin_fd >= 0) close(request.stdin_fd);
  request.is_piped = true;
  request.stdin_fd = streams->fds[0];
  request.stdout_fd = streams->fds[1];
  request.stderr_fd = streams->fds[2];
  run_invocation(socket, interrupt_fd, &request);
}

static void start_keeper(int socket, int interrupt_fd, struct streams *streams) {
  if (streams->count == PERFGATE_KEEPER_DESCRIPTORS) {
    pid_t keeper = fork();
    if (keeper == 0) {
      close(socket);
      keep(streams, interrupt_fd);
      _exit(0);
    }
    if (keeper < 0) {
      struct perfgate_spawn_reply reply = {
          .magic = PERFGATE_REPLY_MAGIC,
          .kind = PERFGATE_REPLY_OUTCOME,
          .ended = PERFGATE_ENDED_NOT_STARTED,
          .step = PERFGATE_STEP_CLONE,
          .code = errno,
      };
      send_all(streams->fds[3], &reply, sizeof reply);
    }
  }
  close_streams(streams);
}

// Keepers end by themselves. One that was killed leaves its program to this process, which ends it;
// false where there is no child any more.
static bool reap_keepers(int options) {
  int status;
  pid_t process;
  while ((process = waitpid(-1, &status, options)) > 0) {
    if (WIFSIGNALED(status)) signal_children(SIGKILL, getpgrp());
  }
  return process == 0 || errno == EINTR;
}

void serve_keepers(int socket, int interrupt_fd) {
  if (!say(socket, PERFGATE_REPLY_HELLO, getpid())) return;
  for (;;) {
    struct streams streams;
    int state = receive_streams(socket, &streams);
    if (state < 0) break;
    if (state > 0) start_keeper(socket, interrupt_fd, &streams);
    else wait_for_input_or_child(socket);
    reap_keepers(WNOHANG);
  }
  // Nothing starts any more; who is killed from now on is still reaped.
  while (reap_keepers(0)) continue;
}
