import RealModule

/// How much slower a host is than it was when a baseline was recorded, on the logarithmic scale.
///
/// What the host does to a program lies between what it does to arithmetic and what it does to
/// memory, since a program's time is made of both. Which share is which nobody knows; so either is
/// taken off in turn, beside nothing at all, and only a result that holds in every view counts.
package struct HostShift: Sendable, Equatable {
  /// A change of the host below this size is not told from none, ln 1.05.
  package static let threshold = Double.log(1.05)
  /// What the probe says of a program is uncertain by this standard deviation.
  package static let standardError = 0.03

  /// Of arithmetic.
  package let cpu: Double
  /// Of loads and stores.
  package let memory: Double

  /// Compares a run's probe with those of recordings; `nil` where one of them is empty, or holds
  /// what is no time.
  ///
  /// - Parameters:
  ///   - cpu: Seconds of arithmetic during the run.
  ///   - memory: Seconds of loads and stores during the run.
  ///   - recordedCPU: Seconds of arithmetic, one a recording of the newest epoch.
  ///   - recordedMemory: Seconds of loads and stores, one a recording of the newest epoch.
  package init?(
    cpu: [Double],
    memory: [Double],
    recordedCPU: [Double],
    recordedMemory: [Double]
  ) {
    guard let cpu = Self.change(from: recordedCPU, to: cpu),
      let memory = Self.change(from: recordedMemory, to: memory)
    else { return nil }
    self.cpu = cpu
    self.memory = memory
  }

  /// What is to be taken off in turn: each change that is large enough to matter.
  package var views: [Double] {
    [cpu, memory].filter { abs($0) >= Self.threshold }
  }

  /// How far the times of one run differ, the largest over the smallest less 1; `nil` for fewer
  /// than two, or what is no time.
  ///
  /// - Parameter seconds: Of the same work.
  /// - Returns: A ratio, at least 0.
  package static func disagreement(of seconds: [Double]) -> Double? {
    guard seconds.count >= 2, let least = seconds.min(), let most = seconds.max(), least > 0,
      most.isFinite
    else { return nil }
    return most / least - 1
  }

  private static func change(from recorded: [Double], to now: [Double]) -> Double? {
    guard !recorded.isEmpty, !now.isEmpty,
      (recorded + now).allSatisfy({ (1e-12...1e6).contains($0) })
    else { return nil }
    let change =
      OrderStatistics.median(of: now.map { Double.log($0) })
      - OrderStatistics.median(of: recorded.map { Double.log($0) })
    return change
  }
}

extension BaselinePrediction {
  /// The same prediction of a recording that is known less well.
  ///
  /// - Parameter deviation: The standard deviation that is added to the standard error, squares
  ///   added, in working units, at least 0.
  /// - Returns: A prediction with the same centre and degrees of freedom.
  package func widened(by deviation: Double) -> BaselinePrediction {
    var wider = self
    let added = deviation * deviation / (1 + 1 / Double(max(count, 1)))
    wider.spread = (spread * spread + added).squareRoot()
    return wider
  }
}
