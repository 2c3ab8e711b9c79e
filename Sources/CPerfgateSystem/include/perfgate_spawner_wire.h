// What perfgate and its spawner say to each other over a stream socket. Both ends are the same
// executable, so the structures travel in native layout; the lengths are checked all the same.
#pragma once

#include <stdint.h>

#define PERFGATE_SPAWNER_NAME "perfgate-spawner"

// Runs any number of programs at once. Its socket keeps messages apart; each is one byte and these
// descriptors: the program's standard streams, and the socket over which its keeper, a process of
// its own, gets the request and sends the outcome. A byte on that socket ends the program.
#define PERFGATE_KEEPER_NAME "perfgate-keeper"
#define PERFGATE_KEEPER_DESCRIPTORS 4

#define PERFGATE_COMMAND_TERMINATE 1
#define PERFGATE_COMMAND_KILL 2

#define PERFGATE_REQUEST_MAGIC 0x31715067u
#define PERFGATE_REPLY_MAGIC 0x31725067u

#define PERFGATE_STDIN_EMPTY 0u
#define PERFGATE_STDIN_FILE 1u
#define PERFGATE_STDIN_BYTES 2u

#define PERFGATE_REPLY_HELLO 1u
#define PERFGATE_REPLY_OUTCOME 2u
#define PERFGATE_REPLY_REFUSAL 3u

#define PERFGATE_ENDED_EXITED 1u
#define PERFGATE_ENDED_SIGNALLED 2u
#define PERFGATE_ENDED_TIMED_OUT 3u
#define PERFGATE_ENDED_NOT_STARTED 4u
#define PERFGATE_ENDED_INTERRUPTED 5u

#define PERFGATE_STEP_NONE 0u
#define PERFGATE_STEP_STDIN 1u
#define PERFGATE_STEP_PIPE 2u
#define PERFGATE_STEP_CLONE 3u
#define PERFGATE_STEP_GROUP 4u
#define PERFGATE_STEP_DIRECTORY 5u
#define PERFGATE_STEP_DESCRIPTORS 6u
#define PERFGATE_STEP_EXECUTE 7u
#define PERFGATE_STEP_PROCESSORS 8u

#define PERFGATE_REFUSED_MAGIC 1
#define PERFGATE_REFUSED_TRUNCATED 2
#define PERFGATE_REFUSED_LIMITS 3
#define PERFGATE_REFUSED_STRINGS 4
#define PERFGATE_REFUSED_MEMORY 5

// The exit status of a spawner is this plus the refusal, 64 when it was started wrongly and
// 0 after an orderly end.
#define PERFGATE_SPAWNER_EXIT_BASE 64

#define PERFGATE_STRINGS_LIMIT_BYTES 67108864u
#define PERFGATE_CAPTURE_LIMIT_BYTES 8388608u
#define PERFGATE_PROCESSOR_LIMIT 1024
#define PERFGATE_STRAGGLER_GRACE_NS 100000000

// Followed by `strings_bytes` bytes: the executable, the working directory (empty: the
// spawner's), the stdin file, the arguments and the environment, each ended by a zero byte;
// then by `stdin_bytes` bytes of standard input.
struct perfgate_spawn_request {
  uint32_t magic;
  uint32_t argument_count;
  uint32_t environment_count;
  uint32_t stdin_kind;
  uint64_t strings_bytes;
  uint64_t stdin_bytes;
  int64_t timeout_ns;  // 0: none
  int64_t grace_ns;    // between TERM and KILL
  int64_t patience_ns;  // how long it may still run once perfgate is interrupted
  uint32_t stdout_head_bytes;
  uint32_t stdout_tail_bytes;
  uint32_t stderr_head_bytes;
  uint32_t stderr_tail_bytes;
  uint64_t processors[PERFGATE_PROCESSOR_LIMIT / 64];  // a bit each; none: all that are allowed
};

struct perfgate_captured {
  uint64_t total_bytes;
  uint32_t head_bytes;
  uint32_t tail_bytes;
};

// Followed by the head and the tail of stdout, then of stderr.
struct perfgate_spawn_reply {
  uint32_t magic;
  uint32_t kind;
  uint32_t ended;
  int32_t code;  // hello: process id; refusal: reason; outcome: exit code, signal or errno
  uint32_t step;
  uint32_t leftover_processes;
  int64_t wall_ns;
  int64_t user_us;
  int64_t system_us;
  int64_t peak_resident_bytes;
  int64_t minor_faults;
  int64_t major_faults;
  int64_t voluntary_switches;
  int64_t involuntary_switches;
  int64_t storage_read_bytes;
  int64_t storage_written_bytes;
  struct perfgate_captured captured_stdout;
  struct perfgate_captured captured_stderr;
};
