// What Swift cannot call or see by itself: macros, variadic functions and mutable globals.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "perfgate_probe.h"
#include "perfgate_spawner_wire.h"

// The environment of this process, ended by a null pointer.
char *const *perfgate_environment(void);

// The processors that this process may run on, or -1.
int perfgate_usable_cores(void);

// Sets a bit for each processor that this process may run on, of the first 1024: 0, or -1.
int perfgate_allowed_processors(uint64_t *mask);

// Whether the instructions of a program can be counted by the processor: 0 or an errno.
int perfgate_hardware_counters(void);

// The columns of the terminal, or 0 where the descriptor is none or does not say.
int perfgate_terminal_columns(int fd);

// Listens for SIGINT, SIGTERM and SIGHUP from now on; those that are ignored stay ignored. The
// descriptor that becomes readable, for good, with the first of them, or a negated errno. One that
// comes half a second after the first or later does what it does by default.
int perfgate_listen_for_signals(void);

// The first signal that was listened for and came, or 0.
int perfgate_raised_signal(void);

// Writes everything, also to a descriptor that does not block, and raises neither SIGPIPE nor
// SIGXFSZ: 0 or the errno of the write that failed.
int perfgate_write_all(int fd, const void *bytes, size_t count);

// The same, and how many bytes were written, also before one that failed.
int perfgate_write_counted(int fd, const void *bytes, size_t count, size_t *written);

// Waits until everything written to the file system of a descriptor is on its disk.
void perfgate_sync_file_system(int fd);

// Sends everything over a socket without SIGPIPE: 0 or an errno.
int perfgate_send_all(int fd, const void *bytes, size_t count);

// Makes a pipe whose ends no child inherits: 0, or -1 with the reason in errno.
int perfgate_pipe(int *ends);

// Sends one byte and descriptors over a socket without SIGPIPE: 0 or an errno.
int perfgate_send_descriptors(int fd, const int *descriptors, size_t count);

// Reads what is there, or sends what there is room for, without waiting and without SIGPIPE, which
// the calling thread must hold back for a pipe: how many bytes, or a negated errno.
ssize_t perfgate_read_some(int fd, void *bytes, size_t count);
ssize_t perfgate_write_some(int fd, const void *bytes, size_t count);

// Holds every signal back from the calling thread, so that others take them.
void perfgate_hold_signals(void);

// Receives exactly `count` bytes: 0, an errno, or -1 where the other end closed before.
int perfgate_receive_all(int fd, void *bytes, size_t count);

// The system's words for an errno, always ended by a zero byte.
void perfgate_error_text(int error, char *text, size_t size);
