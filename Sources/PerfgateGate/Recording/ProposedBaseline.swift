package import PerfgateModel

/// What a run proposed for one metric, taken over into what is committed by now.
package struct ProposedBaseline: Sendable {
  /// A new level that is worse, and that nobody has taken on purpose.
  package struct Refusal: Sendable, Equatable {
    /// The committed level; in the metric's unit.
    package var from: Double
    /// The proposed one.
    package var to: Double

    /// Creates a record.
    package init(from: Double, to: Double) {
      self.from = from
      self.to = to
    }
  }

  /// The baseline as it should be committed.
  package private(set) var merged: MetricBaseline
  /// The level that was left out.
  package private(set) var refusal: Refusal?

  /// Takes recordings over that are not committed yet; none that is there is lost.
  ///
  /// - Parameters:
  ///   - proposed: What the run left.
  ///   - committed: What is committed by now; `nil` where nothing is.
  ///   - tolerance: A change up to this is no worse level, as a ratio.
  ///   - reason: Says why a worse level is taken; `nil` where it is not.
  package init(
    _ proposed: MetricBaseline,
    onto committed: MetricBaseline?,
    tolerance: Double,
    reason: (Refusal) -> String?
  ) {
    guard let committed, !committed.recordings.isEmpty else {
      merged = proposed
      return
    }
    merged = committed
    let known = Dictionary(
      committed.recordings.map { ($0.run, $0.epoch) },
      uniquingKeysWith: { first, _ in first }
    )
    var isChanged = false
    for epoch in proposed.epochs {
      let all = proposed.recordings.filter { $0.epoch == epoch.id }
      let fresh = all.filter { known[$0.run] == nil }
      guard !fresh.isEmpty else { continue }
      let shared = all.compactMap { known[$0.run] }.first
      guard let target = shared ?? target(of: epoch, fresh, tolerance, reason) else { continue }
      insert(fresh, into: target)
      isChanged = true
    }
    guard isChanged else { return }
    merged.sample = proposed.sample
    merged.forgetOldest()
    merged = merged.normalized
  }

  /// The epoch that recordings of a level belong to which is not committed; `nil` where it is refused.
  private mutating func target(
    of epoch: BaselineEpoch,
    _ fresh: [Recording],
    _ tolerance: Double,
    _ reason: (Refusal) -> String?
  ) -> Int? {
    guard let newest = merged.epochs.last, epoch.cause != .first else {
      return merged.epochs.last?.id
    }
    var opened = BaselineEpoch(id: newest.id + 1, cause: epoch.cause, reason: epoch.reason)
    // The level of an exact metric or a score is looked up by its epoch.
    var own = merged
    own.epochs = [epoch]
    own.recordings = fresh
    if let from = merged.level, let to = own.level,
      epoch.cause == .accepted || isWorse(to, than: from, tolerance)
    {
      let step = Refusal(from: from, to: to)
      guard let why = reason(step) ?? epoch.reason else {
        refusal = step
        return nil
      }
      opened.cause = .accepted
      opened.reason = why
    }
    merged.epochs.append(opened)
    return opened.id
  }

  private func isWorse(_ level: Double, than committed: Double, _ tolerance: Double) -> Bool {
    let change = merged.direction == .lower ? level - committed : committed - level
    return change > tolerance * abs(committed)
  }

  /// Puts recordings behind those of their epoch.
  private mutating func insert(_ fresh: [Recording], into epoch: Int) {
    let end = merged.recordings.lastIndex { $0.epoch <= epoch }.map { $0 + 1 } ?? 0
    let tagged = fresh.map { recording in
      var recording = recording
      recording.epoch = epoch
      return recording
    }
    merged.recordings.insert(contentsOf: tagged, at: end)
  }
}
