package import PerfgateConfiguration
package import PerfgateModel
package import PerfgateSystem

/// Probes the host at the start, in the middle and at the end of a run.
package final class HostProbing {
  private let middle: Int64
  private let now: () -> Int64
  private let probe: () -> HostProbe.Sample?
  private var samples: [HostProbe.Sample?]

  /// Probes for the first time, where measuring begins.
  ///
  /// - Parameters:
  ///   - plans: What is about to be measured; they say when the middle is.
  ///   - now: The monotonic clock, in nanoseconds.
  ///   - probe: Does the fixed work.
  package init(
    _ plans: [BenchmarkPlan],
    now: @escaping () -> Int64,
    probe: @escaping () -> HostProbe.Sample? = HostProbe.measure
  ) {
    let seconds = plans.reduce(0) { $0 + $1.samples.timeSeconds }
    // Far from overflow, and longer than anybody measures.
    middle = now() + Int64(min(seconds / 2, 1e9) * 1e9)
    self.now = now
    self.probe = probe
    samples = [probe()]
  }

  /// Probes once where the middle is reached; to be called where nothing is measured.
  package func pause() {
    if samples.count == 1, now() >= middle { samples.append(probe()) }
  }

  /// Probes for the last time, where measuring ends.
  ///
  /// - Returns: What was seen; `nil` where one of the probes failed.
  package func finish() -> HostProbeRecord? {
    // What took less time than planned has its middle at its end.
    while samples.count < 3 { samples.append(probe()) }
    let seen = samples.compactMap { $0 }
    guard seen.count == samples.count else { return nil }
    return HostProbeRecord(
      kernel: HostProbe.kernel,
      cpu: seen.map(\.cpu),
      memory: seen.map(\.memory)
    )
  }
}
