#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "internal.h"
#include "perfgate_system.h"

enum { WATCH_NS = 2000000 };

bool send_all(int socket, const void *bytes, size_t count) {
  const char *next = bytes;
  while (count > 0) {
    ssize_t sent = send(socket, next, count, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    next += sent;
    count -= (size_t)sent;
  }
  return true;
}

bool say(int socket, uint32_t kind, int32_t code) {
  struct perfgate_spawn_reply reply = {
      .magic = PERFGATE_REPLY_MAGIC, .kind = kind, .code = code};
  return send_all(socket, &reply, sizeof reply);
}

// The next request mostly comes within a fraction of a millisecond. Watching for it keeps the
// processor awake and its caches warm, so that the next program does not pay for an idle gap; with
// one processor only, it would keep perfgate itself from running.
void watch_for_request(int socket) {
  static int cores;
  if (cores == 0) cores = perfgate_usable_cores();
  if (cores < 2) return;
  struct timespec begin, now;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  do {
    char byte;
    ssize_t got = recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    if (got >= 0 || (errno != EAGAIN && errno != EINTR)) return;
    clock_gettime(CLOCK_MONOTONIC, &now);
  } while ((now.tv_sec - begin.tv_sec) * 1000000000 + now.tv_nsec - begin.tv_nsec < WATCH_NS);
}

// The number of bytes read, less than `count` only where the other end closed.
static size_t receive(int socket, void *bytes, size_t count) {
  size_t done = 0;
  while (done < count) {
    ssize_t got = read(socket, (char *)bytes + done, count - done);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    done += (size_t)got;
  }
  return done;
}

static void fail(struct request *request, uint32_t step, int error) {
  if (request->failed_step != PERFGATE_STEP_NONE) return;
  request->failed_step = step;
  request->failed_errno = error;
}

static bool within_limits(const struct perfgate_spawn_request *header) {
  // Zero bytes end the strings, so no count can be above the number of bytes.
  uint64_t strings = 3 + (uint64_t)header->argument_count + header->environment_count;
  return header->argument_count >= 1 && strings <= header->strings_bytes
      && header->strings_bytes <= PERFGATE_STRINGS_LIMIT_BYTES
      && header->stdin_kind <= PERFGATE_STDIN_BYTES
      && (header->stdin_bytes == 0 || header->stdin_kind == PERFGATE_STDIN_BYTES)
      && header->timeout_ns >= 0 && header->grace_ns >= 0
      && header->patience_ns >= 0
      && header->stdout_head_bytes <= PERFGATE_CAPTURE_LIMIT_BYTES
      && header->stdout_tail_bytes <= PERFGATE_CAPTURE_LIMIT_BYTES
      && header->stderr_head_bytes <= PERFGATE_CAPTURE_LIMIT_BYTES
      && header->stderr_tail_bytes <= PERFGATE_CAPTURE_LIMIT_BYTES;
}

// Points into the strings; false where they are not exactly as many as announced.
static bool split_strings(
    struct request *request, char **pointers, char *strings, const char **stdin_path) {
  const struct perfgate_spawn_request *header = &request->header;
  char *end = strings + header->strings_bytes;
  if (end[-1] != '\0') return false;
  uint64_t wanted = 3 + (uint64_t)header->argument_count + header->environment_count;
  uint64_t index = 0;
  char *next = strings;
  request->arguments = pointers;
  request->environment = pointers + header->argument_count + 1;
  request->arguments[header->argument_count] = NULL;
  request->environment[header->environment_count] = NULL;
  for (; next < end && index < wanted; index++) {
    if (index == 0) request->executable = next;
    else if (index == 1) request->directory = next;
    else if (index == 2) *stdin_path = next;
    else if (index < 3 + (uint64_t)header->argument_count) request->arguments[index - 3] = next;
    else request->environment[index - 3 - header->argument_count] = next;
    next += strlen(next) + 1;
  }
  return next == end && index == wanted;
}

// A pipe or a terminal would make the open or the measurement wait for somebody else.
static void open_stdin_file(struct request *request, const char *path) {
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  struct stat status;
  if (fd < 0 || fstat(fd, &status) != 0) {
    fail(request, PERFGATE_STEP_STDIN, errno);
  } else if (S_ISDIR(status.st_mode)) {
    fail(request, PERFGATE_STEP_STDIN, EISDIR);
  } else if (!S_ISREG(status.st_mode) && !S_ISCHR(status.st_mode)) {
    fail(request, PERFGATE_STEP_STDIN, EINVAL);
  } else if (fcntl(fd, F_SETFL, 0) != 0) {
    fail(request, PERFGATE_STEP_STDIN, errno);
  }
  request->stdin_fd = fd;
}

static bool write_all(int fd, const char *bytes, size_t count) {
  while (count > 0) {
    ssize_t written = write(fd, bytes, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes += written;
    count -= (size_t)written;
  }
  return true;
}

// Passes through a small buffer, so that the spawner itself stays small however long it is.
static bool receive_stdin(int socket, struct request *request) {
  static char buffer[65536];
  int fd = memfd_create("stdin", MFD_CLOEXEC);
  if (fd < 0) fail(request, PERFGATE_STEP_STDIN, errno);
  request->stdin_fd = fd;
  for (uint64_t left = request->header.stdin_bytes; left > 0;) {
    size_t chunk = left < sizeof buffer ? (size_t)left : sizeof buffer;
    if (receive(socket, buffer, chunk) != chunk) return false;
    left -= chunk;
    if (request->failed_step == PERFGATE_STEP_NONE && !write_all(fd, buffer, chunk)) {
      fail(request, PERFGATE_STEP_STDIN, errno);
    }
  }
  if (fd >= 0 && lseek(fd, 0, SEEK_SET) != 0) fail(request, PERFGATE_STEP_STDIN, errno);
  return true;
}

static int read_body(int socket, struct request *request) {
  const struct perfgate_spawn_request *header = &request->header;
  size_t pointers =
      ((size_t)header->argument_count + header->environment_count + 2) * sizeof(char *);
  request->memory_bytes = pointers + header->strings_bytes;
  request->memory = take_memory(request->memory_bytes);
  if (request->memory == NULL) return -PERFGATE_REFUSED_MEMORY;
  char *strings = (char *)request->memory + pointers;
  if (receive(socket, strings, header->strings_bytes) != header->strings_bytes) {
    return -PERFGATE_REFUSED_TRUNCATED;
  }
  const char *stdin_path = NULL;
  if (!split_strings(request, request->memory, strings, &stdin_path)) {
    return -PERFGATE_REFUSED_STRINGS;
  }
  if (header->stdin_kind == PERFGATE_STDIN_FILE) open_stdin_file(request, stdin_path);
  if (header->stdin_kind == PERFGATE_STDIN_BYTES && !receive_stdin(socket, request)) {
    return -PERFGATE_REFUSED_TRUNCATED;
  }
  return 1;
}

int read_request(int socket, struct request *request) {
  *request = (struct request){.stdin_fd = -1, .stdout_fd = -1, .stderr_fd = -1};
  size_t got = receive(socket, &request->header, sizeof request->header);
  if (got == 0) return 0;
  if (got != sizeof request->header) return -PERFGATE_REFUSED_TRUNCATED;
  if (request->header.magic != PERFGATE_REQUEST_MAGIC) return -PERFGATE_REFUSED_MAGIC;
  if (!within_limits(&request->header)) return -PERFGATE_REFUSED_LIMITS;
  return read_body(socket, request);
}

void release_request(struct request *request) {
  give_memory(request->memory, request->memory_bytes);
  if (request->stdin_fd >= 0) close(request->stdin_fd);
}
