import CPerfgateSystem

/// A fixed amount of work that tells how fast the host is, whatever is measured on it.
package enum HostProbe {
  /// How long the work took.
  package struct Sample: Sendable, Equatable {
    /// Seconds of the arithmetic.
    package var cpu: Double
    /// Seconds of the loads and stores.
    package var memory: Double

    /// Creates a sample.
    package init(cpu: Double, memory: Double) {
      self.cpu = cpu
      self.memory = memory
    }
  }

  /// The version of the work and how it was compiled; only samples of one kernel are comparable.
  package static var kernel: String {
    "\(PERFGATE_PROBE_VERSION)-\(perfgate_probe_is_optimized() == 1 ? "optimized" : "debug")"
  }

  /// Odd, so that the median is a value that was measured; few enough for a hundredth of a second.
  private static let repetitions = 9

  /// Does the work, in about 10 ms on a quiet machine.
  ///
  /// The median of short repetitions withstands what takes the processor away now and then; a first
  /// one, not counted, wakes it up.
  ///
  /// - Returns: `nil` where there is no memory left to work on.
  package static func measure() -> Sample? {
    let cpu = median { perfgate_probe_cpu() }
    guard let memory = perfgate_probe_memory_prepare() else { return nil }
    defer { perfgate_probe_memory_release(memory) }
    return Sample(cpu: cpu, memory: median { perfgate_probe_memory(memory) })
  }

  private static func median(of work: () -> Int64) -> Double {
    _ = work()
    let times = (0..<repetitions).map { _ in work() }.sorted()
    return Double(max(1, times[repetitions / 2])) / 1e9
  }
}
