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

  /// Few enough for a hundredth of a second.
  private static let repetitions = 9
  /// The lower quartile of nine.
  private static let counted = 2

  /// Does the work, in about 10 ms on a quiet machine.
  ///
  /// What counts is the lower quartile of short repetitions: what one of them loses to another
  /// process is not the speed of the host. Under a load of seven on two processors it scatters by
  /// 0.2% (processor) and 2.5% (memory), their median by 0.4% and 3.2%. A first one, not counted,
  /// wakes the processor up.
  ///
  /// - Returns: `nil` where there is no memory left to work on.
  package static func measure() -> Sample? {
    let cpu = quartile { perfgate_probe_cpu() }
    guard let memory = perfgate_probe_memory_prepare() else { return nil }
    defer { perfgate_probe_memory_release(memory) }
    return Sample(cpu: cpu, memory: quartile { perfgate_probe_memory(memory) })
  }

  private static func quartile(of work: () -> Int64) -> Double {
    _ = work()
    let times = (0..<repetitions).map { _ in work() }.sorted()
    return Double(max(1, times[counted])) / 1e9
  }
}
