#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"

#define KILL_AGAIN_NS 5000000
#define KILL_PATIENCE_NS 5000000000

enum { CHILD_STACK_BYTES = 65536 };

enum phase { RUNNING, TERMINATING, LINGERING, KILLING };

struct run {
  const struct request *request;
  int interrupt_fd;  // readable once perfgate is interrupted; -1 where that is known or cannot be
  struct capture output;
  struct capture error;
  pid_t spawner;
  pid_t leader;
  volatile uint32_t failed_step;
  volatile int failed_errno;
  bool leader_reaped;
  bool childless;
  bool timed_out;
  bool asked;
  bool hurried;
  bool interrupted;
  bool abandoned;
  bool unkillable;
  enum phase phase;
  int64_t start;
  int64_t end;
  int64_t deadline;
  int64_t patience_end;
  int status;
  uint32_t leftover;
  struct rusage usage;
};

static volatile sig_atomic_t child_changed;
static volatile int64_t child_changed_at;
static sigset_t nothing_blocked;
static sigset_t blocked_while_waiting;

static int64_t now_ns(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static int64_t later(int64_t time, int64_t span) {
  return span > NEVER - time ? NEVER : time + span;
}

static void note_child(int signal) {
  (void)signal;
  child_changed_at = now_ns();
  child_changed = 1;
}

// Everything is blocked but inside ppoll, where SIGCHLD gets through; what is blocked cannot
// end the spawner. Nothing is ignored, so that exec leaves every child with default actions.
void prepare_signals(void) {
  // By the system call, since glibc refuses the two signals that it uses itself, and whoever
  // started perfgate may have ignored them too. A default action is all zero everywhere.
  const uint64_t default_action[8] = {0};
  for (int signal = 1; signal < NSIG; signal++) {
    syscall(SYS_rt_sigaction, signal, default_action, NULL, 8);
  }
  struct sigaction action = {.sa_handler = note_child, .sa_flags = SA_NOCLDSTOP};
  sigaction(SIGCHLD, &action, NULL);
  sigset_t blocked;
  sigfillset(&blocked);
  const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};
  for (size_t index = 0; index < sizeof faults / sizeof faults[0]; index++) {
    sigdelset(&blocked, faults[index]);
  }
  sigprocmask(SIG_SETMASK, &blocked, NULL);
  blocked_while_waiting = blocked;
  sigdelset(&blocked_while_waiting, SIGCHLD);
  sigemptyset(&nothing_blocked);
}

static int give_up(struct run *run, uint32_t step) {
  run->failed_step = step;
  run->failed_errno = errno;
  _exit(127);
}

static bool bind_processors(const struct request *request) {
  const uint64_t *mask = request->header.processors;
  bool is_asked_for = false;
  cpu_set_t set;
  CPU_ZERO(&set);
  for (int number = 0; number < PERFGATE_PROCESSOR_LIMIT; number++) {
    if ((mask[number / 64] >> (number % 64) & 1) == 0) continue;
    is_asked_for = true;
    CPU_SET(number, &set);
  }
  return !is_asked_for || sched_setaffinity(0, sizeof set, &set) == 0;
}

// In the child, in memory shared with the spawner, which waits: system calls only.
static int start_child(void *context) {
  struct run *run = context;
  const struct request *request = run->request;
  if (setpgid(0, 0) != 0) return give_up(run, PERFGATE_STEP_GROUP);
  prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (getppid() != run->spawner) _exit(127);
  if (request->directory[0] != '\0' && chdir(request->directory) != 0) {
    return give_up(run, PERFGATE_STEP_DIRECTORY);
  }
  if ((request->stdin_fd >= 0 && dup2(request->stdin_fd, 0) < 0)
      || dup2(run->output.write_fd, 1) < 0 || dup2(run->error.write_fd, 2) < 0) {
    return give_up(run, PERFGATE_STEP_DESCRIPTORS);
  }
  if (!bind_processors(request)) return give_up(run, PERFGATE_STEP_PROCESSORS);
  sigprocmask(SIG_SETMASK, &nothing_blocked, NULL);
  execve(request->executable, request->arguments, request->environment);
  return give_up(run, PERFGATE_STEP_EXECUTE);
}

static bool is_interrupted(int interrupt_fd) {
  struct pollfd polled = {.fd = interrupt_fd, .events = POLLIN};
  return interrupt_fd >= 0 && poll(&polled, 1, 0) > 0;
}

static bool start_leader(struct run *run) {
  static char stack[CHILD_STACK_BYTES] __attribute__((aligned(64)));
  run->spawner = getpid();
  child_changed = 0;
  run->start = now_ns();
  run->leader =
      clone(start_child, stack + sizeof stack, CLONE_VM | CLONE_VFORK | SIGCHLD, run);
  if (run->leader < 0) {
    run->failed_step = PERFGATE_STEP_CLONE;
    run->failed_errno = errno;
    return false;
  }
  if (run->failed_step == PERFGATE_STEP_NONE) return true;
  while (waitpid(run->leader, NULL, 0) < 0 && errno == EINTR) continue;
  return false;
}

static void add_time(struct timeval *sum, struct timeval more) {
  sum->tv_sec += more.tv_sec;
  sum->tv_usec += more.tv_usec;
}

static void add_usage(struct rusage *sum, const struct rusage *more) {
  add_time(&sum->ru_utime, more->ru_utime);
  add_time(&sum->ru_stime, more->ru_stime);
  if (more->ru_maxrss > sum->ru_maxrss) sum->ru_maxrss = more->ru_maxrss;
  sum->ru_minflt += more->ru_minflt;
  sum->ru_majflt += more->ru_majflt;
  sum->ru_nvcsw += more->ru_nvcsw;
  sum->ru_nivcsw += more->ru_nivcsw;
  sum->ru_inblock += more->ru_inblock;
  sum->ru_oublock += more->ru_oublock;
}

static void leader_ended(struct run *run, int status) {
  run->leader_reaped = true;
  run->status = status;
  run->end = child_changed_at;
  if (run->phase == RUNNING) {
    run->phase = LINGERING;
    run->deadline = later(run->end, PERFGATE_STRAGGLER_GRACE_NS);
  } else if (run->phase == TERMINATING) {
    // Those outside the group had no TERM yet: only now are they children of the spawner.
    signal_children(SIGTERM, run->leader);
  }
}

static void reap(struct run *run) {
  for (;;) {
    int status;
    struct rusage usage;
    pid_t process = wait4(-1, &status, WNOHANG, &usage);
    if (process < 0 && errno == EINTR) continue;
    if (process <= 0) {
      run->childless = process < 0;
      return;
    }
    add_usage(&run->usage, &usage);
    if (process == run->leader && !run->leader_reaped) {
      leader_ended(run, status);
    } else if (run->phase == KILLING) {
      run->leftover++;
    }
  }
}

static void kill_everyone(struct run *run, int64_t now) {
  if (!run->leader_reaped) kill(-run->leader, SIGKILL);
  signal_children(SIGKILL, 0);
  run->deadline = later(now, KILL_AGAIN_NS);
}

static void begin_killing(struct run *run, int64_t now) {
  if (run->phase == KILLING) return;
  run->phase = KILLING;
  run->patience_end = later(now, KILL_PATIENCE_NS);
  kill_everyone(run, now);
}

// Acts on a deadline that has passed.
static void advance(struct run *run) {
  int64_t now = now_ns();
  if (now < run->deadline) return;
  switch (run->phase) {
    case RUNNING:
      run->interrupted = run->hurried;
      run->timed_out = !run->hurried && !run->asked;
      run->phase = TERMINATING;
      run->deadline = later(now, run->request->header.grace_ns);
      kill(-run->leader, SIGTERM);
      break;
    case TERMINATING:
    case LINGERING:
      begin_killing(run, now);
      break;
    case KILLING:
      run->unkillable = now >= run->patience_end;
      kill_everyone(run, now);
      break;
  }
}

// What runs may go on for its patience, and is then ended as it would be at its timeout.
static void hurry(struct run *run) {
  run->interrupt_fd = -1;
  if (run->phase != RUNNING) return;
  int64_t end = later(now_ns(), run->request->header.patience_ns);
  if (end >= run->deadline) return;
  run->deadline = end;
  run->hurried = true;
}

static void abandon(struct run *run) {
  run->abandoned = true;
  begin_killing(run, now_ns());
}

// One byte from perfgate says that a program with pipes is to end.
static void obey(struct run *run, int socket) {
  char command;
  ssize_t got = recv(socket, &command, 1, MSG_DONTWAIT);
  if (got < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (got <= 0) {
    abandon(run);
  } else if (command == PERFGATE_COMMAND_KILL) {
    begin_killing(run, now_ns());
  } else if (run->phase == RUNNING) {
    run->asked = true;
    run->deadline = now_ns();
  }
}

// Waits until a descriptor is readable or a child has ended.
void wait_for_input_or_child(int fd) {
  struct pollfd polled = {.fd = fd, .events = POLLIN | POLLRDHUP};
  ppoll(&polled, 1, NULL, &blocked_while_waiting);
}

static void wait_for_news(struct run *run, int socket) {
  struct pollfd polled[4] = {
      {.fd = run->output.read_fd, .events = POLLIN},
      {.fd = run->error.read_fd, .events = POLLIN},
      {.fd = run->abandoned ? -1 : socket,
       .events = run->request->is_piped ? POLLIN | POLLRDHUP : POLLRDHUP},
      {.fd = run->interrupt_fd, .events = POLLIN},
  };
  struct timespec timeout;
  struct timespec *limit = NULL;
  if (run->deadline != NEVER) {
    int64_t left = run->deadline - now_ns();
    if (left < 0) left = 0;
    timeout = (struct timespec){.tv_sec = left / 1000000000, .tv_nsec = left % 1000000000};
    limit = &timeout;
  }
  int ready = ppoll(polled, 4, limit, &blocked_while_waiting);
  if (child_changed) {
    child_changed = 0;
    reap(run);
  }
  if (ready <= 0) return;
  if (polled[0].revents != 0) capture_read(&run->output);
  if (polled[1].revents != 0) capture_read(&run->error);
  if (polled[2].revents != 0) {
    if (run->request->is_piped) obey(run, socket);
    else abandon(run);
  }
  if (polled[3].revents != 0) hurry(run);
}

static void supervise(struct run *run, int socket) {
  int64_t timeout = run->request->header.timeout_ns;
  run->deadline = timeout == 0 ? NEVER : later(run->start, timeout);
  while (!(run->leader_reaped && run->childless) && !run->unkillable) {
    wait_for_news(run, socket);
    if (run->leader_reaped && run->childless) break;
    advance(run);
  }
  if (run->end == 0) run->end = now_ns();
  if (run->unkillable) {
    pid_t children[64];
    run->leftover += (uint32_t)list_children(children, 64);
  }
  capture_rest(&run->output);
  capture_rest(&run->error);
}

static void describe_end(const struct run *run, struct perfgate_spawn_reply *reply) {
  if (run->failed_step != PERFGATE_STEP_NONE) {
    reply->ended = PERFGATE_ENDED_NOT_STARTED;
    reply->step = run->failed_step;
    reply->code = run->failed_errno;
  } else if (run->timed_out) {
    reply->ended = PERFGATE_ENDED_TIMED_OUT;
  } else if (run->interrupted) {
    reply->ended = PERFGATE_ENDED_INTERRUPTED;
  } else if (WIFSIGNALED(run->status)) {
    reply->ended = PERFGATE_ENDED_SIGNALLED;
    reply->code = WTERMSIG(run->status);
  } else {
    reply->ended = PERFGATE_ENDED_EXITED;
    reply->code = WEXITSTATUS(run->status);
  }
}

static bool send_outcome(const struct run *run, int socket) {
  const struct rusage *usage = &run->usage;
  struct perfgate_spawn_reply reply = {
      .magic = PERFGATE_REPLY_MAGIC,
      .kind = PERFGATE_REPLY_OUTCOME,
      .leftover_processes = run->leftover,
      .wall_ns = run->end == 0 ? 0 : run->end - run->start,
      .user_us = (int64_t)usage->ru_utime.tv_sec * 1000000 + usage->ru_utime.tv_usec,
      .system_us = (int64_t)usage->ru_stime.tv_sec * 1000000 + usage->ru_stime.tv_usec,
      .peak_resident_bytes = (int64_t)usage->ru_maxrss * 1024,
      .minor_faults = usage->ru_minflt,
      .major_faults = usage->ru_majflt,
      .voluntary_switches = usage->ru_nvcsw,
      .involuntary_switches = usage->ru_nivcsw,
      .storage_read_bytes = (int64_t)usage->ru_inblock * 512,
      .storage_written_bytes = (int64_t)usage->ru_oublock * 512,
      .captured_stdout = capture_summary(&run->output),
      .captured_stderr = capture_summary(&run->error),
  };
  describe_end(run, &reply);
  return send_all(socket, &reply, sizeof reply) && capture_send(&run->output, socket)
      && capture_send(&run->error, socket);
}

static void open_capture(
    struct run *run, struct capture *capture, uint32_t head_limit, uint32_t tail_limit) {
  if (capture_open(capture, head_limit, tail_limit)) return;
  if (run->failed_step != PERFGATE_STEP_NONE) return;
  run->failed_step = PERFGATE_STEP_PIPE;
  run->failed_errno = errno;
}

static void open_streams(struct run *run, struct request *request) {
  const struct perfgate_spawn_request *header = &request->header;
  if (request->is_piped) {
    run->output = (struct capture){.read_fd = -1, .write_fd = request->stdout_fd};
    run->error = (struct capture){.read_fd = -1, .write_fd = request->stderr_fd};
    return;
  }
  open_capture(run, &run->output, header->stdout_head_bytes, header->stdout_tail_bytes);
  open_capture(run, &run->error, header->stderr_head_bytes, header->stderr_tail_bytes);
}

// Leaves pipes to the child alone, so that perfgate sees when it closes them.
static void leave_streams(struct run *run, struct request *request) {
  if (!request->is_piped) return;
  close(request->stdin_fd);
  close(run->output.write_fd);
  close(run->error.write_fd);
  request->stdin_fd = run->output.write_fd = run->error.write_fd = -1;
}

// The write ends of what is captured stay open here until the end: the pipes then never hang up,
// which would wake the spawner twice while the child is exiting, on the child's time.
enum invocation_end run_invocation(int socket, int interrupt_fd, struct request *request) {
  struct run run = {
      .request = request,
      .interrupt_fd = interrupt_fd,
      .failed_step = request->failed_step,
      .failed_errno = request->failed_errno,
  };
  open_streams(&run, request);
  run.interrupted = request->header.patience_ns == 0 && is_interrupted(interrupt_fd);
  if (!run.interrupted && run.failed_step == PERFGATE_STEP_NONE && start_leader(&run)) {
    leave_streams(&run, request);
    supervise(&run, socket);
  }
  bool replied = !run.abandoned && send_outcome(&run, socket);
  capture_close(&run.output);
  capture_close(&run.error);
  if (run.unkillable) return INVOCATION_UNKILLABLE;
  return replied ? INVOCATION_REPLIED : INVOCATION_ABANDONED;
}
