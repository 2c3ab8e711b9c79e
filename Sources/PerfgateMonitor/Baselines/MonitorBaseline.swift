/// Recorded levels of stages under a name, in memory.
///
/// Recordings belong to epochs: a new one begins where a new level is accepted, and the level is that of
/// the newest epoch, while all of them say how far recordings of the same level scatter.
public struct MonitorBaseline: Sendable, Hashable {
  /// Why a comparison cannot be made.
  public enum Failure: Error, Sendable, Hashable {
    /// There is no baseline of that name; those that there are, sorted.
    case unknown(name: String, known: [String])
    /// The baseline has no recording.
    case empty(name: String)
    /// Limits are out of their ranges.
    case limits(RegressionLimits)
  }

  /// The most recordings that are kept, the latest over all epochs.
  public static let recordingLimit = 40

  /// The name.
  public let name: String
  /// By stage, in recorded order, oldest epoch first; the newest may be empty.
  private(set) var epochs: [[[String: StageLevels]]] = [[]]

  /// Creates a baseline without recordings.
  ///
  /// - Parameter name: Its name.
  public init(name: String) {
    self.name = name
  }

  /// How many recordings its newest level rests on.
  public var recordingCount: Int { epochs.last?.count ?? 0 }

  /// Adds the levels of a snapshot.
  ///
  /// - Parameters:
  ///   - snapshot: What is recorded.
  ///   - acceptingNewLevel: Whether these levels are the ones to compare with from now on, worse or
  ///     better; else they are one more recording of the same.
  public mutating func record(_ snapshot: MonitorSnapshot, acceptingNewLevel: Bool = false) {
    if acceptingNewLevel, recordingCount > 0 { epochs.append([]) }
    let levels = snapshot.stages.map { ($0.name, StageLevels($0)) }
    epochs[epochs.count - 1].append(Dictionary(levels) { first, _ in first })
    var surplus = epochs.reduce(0) { $0 + $1.count } - Self.recordingLimit
    while surplus > 0, let oldest = epochs.first {
      if oldest.count <= 1 { epochs.removeFirst() } else { epochs[0].removeFirst() }
      surplus -= 1
    }
  }

  /// Compares a snapshot with the baseline.
  ///
  /// - Parameters:
  ///   - snapshot: What is compared.
  ///   - limits: What counts as a regression.
  /// - Returns: A finding for every figure that the baseline knows.
  /// - Throws: `Failure` without a recording, or for limits out of their ranges.
  public func compare(
    _ snapshot: MonitorSnapshot,
    limits: RegressionLimits = RegressionLimits()
  ) throws(Failure) -> RegressionReport {
    guard limits.areValid else { throw .limits(limits) }
    guard recordingCount > 0 else { throw .empty(name: name) }
    return RegressionReport(
      baseline: name,
      recordingCount: recordingCount,
      findings: RegressionComparison(self, snapshot, limits).findings
    )
  }
}

extension RegressionLimits {
  var areValid: Bool {
    tolerance >= 0 && tolerance < limit && limit <= 1e6 && falseAlarms > 0 && falseAlarms <= 0.5
      && miss > 0 && miss <= 0.5
  }
}

extension MonitorBaseline.Failure: CustomStringConvertible {
  /// What is wrong and what to do, one phrase.
  public var description: String {
    switch self {
    case .unknown(let name, let known):
      "there is no baseline '\(name)'"
        + (known.isEmpty ? "" : ", only \(known.joined(separator: ", "))")
    case .empty(let name): "the baseline '\(name)' has no recording; record one first"
    case .limits(let limits):
      "expected 0 <= tolerance < limit and rates above 0 up to 0.5, found tolerance"
        + " \(limits.tolerance), limit \(limits.limit), falseAlarms \(limits.falseAlarms), miss"
        + " \(limits.miss)"
    }
  }
}
