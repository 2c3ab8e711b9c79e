import Synchronization

/// What all threads know of a stage together: its distributions.
// The distributions are reached under the lock, the rest is atomic or does not change.
final class StageTotals: @unchecked Sendable {
  /// The name of the stage.
  let name: String
  /// How many spans are expected; -1 where that is not known.
  let expected = Atomic<Int>(-1)
  /// When observers are told of progress next, in nanoseconds of the monitor's clock.
  private let nextProgress = Atomic<Int64>(.min)

  private let lock = SpinLock()
  @exclusivity(unchecked) private var service = LatencyDistribution()
  /// `nil` as long as no span has waited: it would hold the same.
  @exclusivity(unchecked) private var latency: LatencyDistribution?

  init(name: String) {
    self.name = name
  }

  /// Whether observers are to be told of progress, which they then count as told of.
  func isProgressDue(at now: Int64, every interval: Int64) -> Bool {
    let due = nextProgress.load(ordering: .relaxed)
    guard now >= due else { return false }
    let (next, isOver) = now.addingReportingOverflow(interval)
    return nextProgress.compareExchange(
      expected: due,
      desired: isOver ? .max : next,
      ordering: .relaxed
    ).exchanged
  }

  /// How many spans are expected; `nil` where that is not known.
  ///
  /// Who resets takes those that came, and the rest stays expected: snapshots of consecutive intervals
  /// add up, and progress goes on with what is still to come.
  ///
  /// - Parameters:
  ///   - spans: How many ended.
  ///   - resetting: Whether they are forgotten.
  /// - Returns: At least 0.
  func expectedCount(of spans: Int, resetting: Bool) -> Int? {
    let count = expected.load(ordering: .relaxed)
    guard count >= 0 else { return nil }
    guard resetting else { return count }
    expected.store(max(0, count - spans), ordering: .relaxed)
    return min(count, spans)
  }

  /// Adds the durations of spans.
  ///
  /// - Parameters:
  ///   - batch: Without waits.
  ///   - latencies: With waits, as many in the same order; `nil` where they are the same.
  func add(
    service batch: UnsafeBufferPointer<Int64>,
    latency latencies: UnsafeBufferPointer<Int64>?
  ) {
    lock.lock()
    defer { lock.unlock() }
    if latencies != nil, latency == nil { latency = service }
    service.add(batch)
    latency?.add(latencies ?? batch)
  }

  /// The distributions of service times and of durations.
  ///
  /// - Parameter resetting: Whether they are empty from now on.
  /// - Returns: Both.
  func distributions(
    resetting: Bool
  ) -> (service: LatencyDistribution, latency: LatencyDistribution) {
    lock.lock()
    defer { lock.unlock() }
    let taken = (service, latency ?? service)
    if resetting {
      service = LatencyDistribution()
      latency = nil
    }
    return taken
  }
}
