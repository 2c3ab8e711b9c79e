#define _GNU_SOURCE
#include <fcntl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "internal.h"

static char buffer[65536];

bool capture_open(struct capture *capture, uint32_t head_limit, uint32_t tail_limit) {
  *capture = (struct capture){
      .read_fd = -1, .write_fd = -1, .head_limit = head_limit, .tail_limit = tail_limit};
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  capture->read_fd = ends[0];
  capture->write_fd = ends[1];
  // Only this end: the flag belongs to the description, and the child's must block.
  if (fcntl(ends[0], F_SETFL, O_NONBLOCK) != 0) return false;
  capture->memory = take_memory((size_t)head_limit + tail_limit);
  return capture->memory != NULL;
}

static void keep(struct capture *capture, const char *bytes, size_t count) {
  capture->total += count;
  size_t room = capture->head_limit - capture->head_used;
  size_t first = count < room ? count : room;
  memcpy(capture->memory + capture->head_used, bytes, first);
  capture->head_used += (uint32_t)first;
  bytes += first;
  count -= first;
  if (capture->tail_limit == 0) return;
  char *ring = capture->memory + capture->head_limit;
  while (count > 0) {
    size_t position = (size_t)(capture->tail_seen % capture->tail_limit);
    size_t part = capture->tail_limit - position;
    if (part > count) part = count;
    memcpy(ring + position, bytes, part);
    capture->tail_seen += part;
    bytes += part;
    count -= part;
  }
}

void capture_read(struct capture *capture) {
  ssize_t got = read(capture->read_fd, buffer, sizeof buffer);
  if (got > 0) keep(capture, buffer, (size_t)got);
}

// What the pipe holds now, and no more: somebody may still be writing.
void capture_rest(struct capture *capture) {
  int waiting = 0;
  if (ioctl(capture->read_fd, FIONREAD, &waiting) != 0) return;
  while (waiting > 0) {
    size_t wanted = (size_t)waiting < sizeof buffer ? (size_t)waiting : sizeof buffer;
    ssize_t got = read(capture->read_fd, buffer, wanted);
    if (got <= 0) return;
    keep(capture, buffer, (size_t)got);
    waiting -= (int)got;
  }
}

static uint32_t tail_length(const struct capture *capture) {
  return capture->tail_seen < capture->tail_limit ? (uint32_t)capture->tail_seen
                                                  : capture->tail_limit;
}

struct perfgate_captured capture_summary(const struct capture *capture) {
  return (struct perfgate_captured){
      .total_bytes = capture->total,
      .head_bytes = capture->head_used,
      .tail_bytes = tail_length(capture),
  };
}

bool capture_send(const struct capture *capture, int socket) {
  if (capture->total == 0) return true;
  if (!send_all(socket, capture->memory, capture->head_used)) return false;
  const char *ring = capture->memory + capture->head_limit;
  size_t length = tail_length(capture);
  size_t start = 0;
  if (length > 0 && capture->tail_seen > length) {
    start = (size_t)(capture->tail_seen % capture->tail_limit);
  }
  return send_all(socket, ring + start, length - start) && send_all(socket, ring, start);
}

void capture_close(struct capture *capture) {
  if (capture->read_fd >= 0) close(capture->read_fd);
  if (capture->write_fd >= 0) close(capture->write_fd);
  give_memory(capture->memory, (size_t)capture->head_limit + capture->tail_limit);
}
