/// How an invocation ended, and what it took.
///
/// The resources are those of the program, of its children that it waited for, and of
/// descendants that ended within the grace after it; only the peak memory is that of the
/// largest of them.
package struct ProcessOutcome: Sendable, Equatable {
  /// What was used, as the kernel counts it (`getrusage(2)`).
  package struct Resources: Sendable, Equatable {
    /// From just before the process was made to its end, in nanoseconds of the monotonic clock.
    package var wallNanoseconds: Int64 = 0
    /// The CPU time in user space, in microseconds.
    package var userMicroseconds: Int64 = 0
    /// The CPU time in the kernel, in microseconds.
    package var systemMicroseconds: Int64 = 0
    /// The largest resident set, in bytes; it cannot be below what the spawner has itself.
    package var peakResidentBytes: Int64 = 0
    /// Page faults without reading from storage.
    package var minorPageFaults: Int64 = 0
    /// Page faults that read from storage.
    package var majorPageFaults: Int64 = 0
    /// How often it waited for something.
    package var voluntaryContextSwitches: Int64 = 0
    /// How often it was interrupted in favour of others.
    package var involuntaryContextSwitches: Int64 = 0
    /// The bytes read from storage, not from the page cache.
    package var storageReadBytes: Int64 = 0
    /// The bytes to be written to storage.
    package var storageWrittenBytes: Int64 = 0

    /// Makes resources that are all 0.
    package init() {}
  }

  /// How it ended.
  package var termination: Termination
  /// What was used.
  package var resources: Resources
  /// What it wrote to standard output.
  package var standardOutput: CapturedOutput
  /// What it wrote to standard error.
  package var standardError: CapturedOutput
  /// How many processes it left behind that did not end by themselves and were killed.
  package var leftoverProcesses: Int

  /// Makes an outcome; what is not given is empty.
  package init(
    termination: Termination,
    resources: Resources = Resources(),
    standardOutput: CapturedOutput = CapturedOutput(),
    standardError: CapturedOutput = CapturedOutput(),
    leftoverProcesses: Int = 0
  ) {
    self.termination = termination
    self.resources = resources
    self.standardOutput = standardOutput
    self.standardError = standardError
    self.leftoverProcesses = leftoverProcesses
  }
}

/// One output stream: its length, its first bytes and its last.
package struct CapturedOutput: Sendable, Equatable {
  /// How many bytes were written.
  package var totalBytes: Int64
  /// The first of them.
  package var head: [UInt8]
  /// The last of those that are not in `head`.
  package var tail: [UInt8]

  /// Makes captured output; without a total nothing was left out.
  package init(head: [UInt8] = [], tail: [UInt8] = [], totalBytes: Int64? = nil) {
    self.head = head
    self.tail = tail
    self.totalBytes = totalBytes ?? Int64(head.count + tail.count)
  }

  /// How many bytes between head and tail were not kept.
  package var omittedBytes: Int64 { totalBytes - Int64(head.count + tail.count) }

  /// What was kept, as it is where nothing was left out.
  package var kept: [UInt8] { head + tail }
}
