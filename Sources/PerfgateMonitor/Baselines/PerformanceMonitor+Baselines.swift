import Synchronization

extension PerformanceMonitor {
  /// The names of the baselines that there are, sorted.
  public var baselineNames: [String] {
    baselines.withLock { $0.keys.sorted() }
  }

  /// Adds the present figures to a named baseline; makes it where there is none.
  ///
  /// The monitor forgets them with that, so that recordings are of different spans, and `regressions`
  /// compares what follows alone.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - acceptingNewLevel: Whether these are the levels to compare with from now on, worse or better;
  ///     else they are one more recording of the same.
  ///   - resetting: Whether the monitor forgets what was recorded, as `snapshot(resetting:)` does; where
  ///     it does not, the next recording or comparison has the same spans once more, and differences
  ///     look smaller and surer than they are.
  public func recordBaseline(
    _ name: String,
    acceptingNewLevel: Bool = false,
    resetting: Bool = true
  ) {
    let snapshot = snapshot(resetting: resetting)
    baselines.withLock {
      $0[name, default: MonitorBaseline(name: name)]
        .record(snapshot, acceptingNewLevel: acceptingNewLevel)
    }
  }

  /// A named baseline.
  ///
  /// - Parameter name: The name.
  /// - Returns: `nil` where there is none.
  public func baseline(_ name: String) -> MonitorBaseline? {
    baselines.withLock { $0[name] }
  }

  /// Forgets a named baseline.
  ///
  /// - Parameter name: The name; one that does not exist is forgotten already.
  public func removeBaseline(_ name: String) {
    baselines.withLock { $0[name] = nil }
  }

  /// Compares the present figures with a named baseline: those since it was recorded, or since the last
  /// snapshot that reset the monitor.
  ///
  /// - Parameters:
  ///   - name: The name.
  ///   - limits: What counts as a regression.
  /// - Returns: A finding for every figure that the baseline knows.
  /// - Throws: `MonitorBaseline.Failure` where there is no such baseline, or limits are out of range.
  public func regressions(
    against name: String,
    limits: RegressionLimits = RegressionLimits()
  ) throws(MonitorBaseline.Failure) -> RegressionReport {
    guard let baseline = baseline(name) else {
      throw .unknown(name: name, known: baselineNames)
    }
    return try baseline.compare(snapshot(), limits: limits)
  }
}
