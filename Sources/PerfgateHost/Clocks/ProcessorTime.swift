import Glibc

/// How long processors have worked, in user code and in the kernel.
package enum ProcessorTime {
  /// All threads of this process, in nanoseconds.
  package static func processNanoseconds() -> Int64 {
    nanoseconds(CLOCK_PROCESS_CPUTIME_ID)
  }

  /// The calling thread, in nanoseconds.
  package static func threadNanoseconds() -> Int64 {
    nanoseconds(CLOCK_THREAD_CPUTIME_ID)
  }

  private static func nanoseconds(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
