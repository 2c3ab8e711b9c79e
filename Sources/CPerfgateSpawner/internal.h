#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "perfgate_spawner_wire.h"

#define NEVER INT64_MAX

struct request {
  struct perfgate_spawn_request header;
  const char *executable;
  const char *directory;
  char **arguments;
  char **environment;
  int stdin_fd;  // -1: /dev/null, which is the spawner's own stdin
  bool is_piped;  // standard streams are pipes whose other ends perfgate has
  int stdout_fd;
  int stderr_fd;
  uint32_t failed_step;
  int failed_errno;
  void *memory;
  size_t memory_bytes;
};

// One output stream of a child: everything is counted, the first and the last bytes are kept.
struct capture {
  int read_fd;
  int write_fd;
  uint64_t total;
  char *memory;
  uint32_t head_limit;
  uint32_t head_used;
  uint32_t tail_limit;
  uint64_t tail_seen;
};

// memory.c
void *take_memory(size_t bytes);
void give_memory(void *memory, size_t bytes);
void forget_memory(void);

// wire.c
bool send_all(int socket, const void *bytes, size_t count);
bool say(int socket, uint32_t kind, int32_t code);
void watch_for_request(int socket);
int read_request(int socket, struct request *request);  // 1, 0 at the end, or a negated refusal
void release_request(struct request *request);

// capture.c
bool capture_open(struct capture *capture, uint32_t head_limit, uint32_t tail_limit);
void capture_read(struct capture *capture);
void capture_rest(struct capture *capture);
struct perfgate_captured capture_summary(const struct capture *capture);
bool capture_send(const struct capture *capture, int socket);
void capture_close(struct capture *capture);

// descendants.c
size_t list_children(pid_t *children, size_t limit);
void signal_children(int signal, pid_t spared_group);

// invocation.c
enum invocation_end { INVOCATION_REPLIED, INVOCATION_ABANDONED, INVOCATION_UNKILLABLE };
void prepare_signals(void);
enum invocation_end run_invocation(int socket, int interrupt_fd, struct request *request);
void wait_for_input_or_child(int fd);

// keepers.c
void serve_keepers(int socket, int interrupt_fd);
