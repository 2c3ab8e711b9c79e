package import PerfgateModel

/// The limit of one kind of run - against baselines, or interleaved - while rules merge into it.
package struct MergedLimit: Sendable, Equatable {
  /// Severities by size of change, ascending; empty where one limit holds.
  package private(set) var levels: [SeverityStep] = []
  private let isInterleaved: Bool
  private var own: Double?
  private var isOff = false

  /// The limit against baselines that holds where no rule says otherwise.
  package static func baseline(_ gate: GateSettings) -> MergedLimit {
    MergedLimit(isInterleaved: false, own: gate.limit)
  }

  /// The limit of interleaved runs that holds where no rule says otherwise.
  package static func interleaved(_ gate: GateSettings) -> MergedLimit {
    guard gate.limit == nil, gate.places["against.limit"] == nil else {
      return MergedLimit(isInterleaved: true, own: gate.against.limit)
    }
    // Only `limit: off` switched it off: a rule that compares again finds the default.
    let own = gate.against.limit ?? InterleavedLimits.builtInLimit
    return MergedLimit(isInterleaved: true, own: own, isOff: true)
  }

  private init(isInterleaved: Bool, own: Double?, isOff: Bool = false) {
    self.isInterleaved = isInterleaved
    self.own = own
    self.isOff = isOff
  }

  /// Takes over what a rule says.
  ///
  /// `limit: off` compares nothing in either kind of run, and any other limit or level compares
  /// again; the size of a limit concerns its own kind of run only, levels concern both.
  ///
  /// - Parameter rule: A rule that matches, behind those that were merged.
  /// - Returns: Whether the rule decides the limit, be it by repeating it.
  @discardableResult package mutating func merge(_ rule: GateRule) -> Bool {
    let before = (own, isOff, levels)
    if let limit = rule.limit {
      if !isInterleaved { own = limit.ratio }
      isOff = isInterleaved && limit == .off
      levels = []
    }
    if let ruleLevels = rule.levels {
      levels = ruleLevels.ascending
      isOff = false
    }
    if isInterleaved, let limit = rule.against?.limit {
      own = limit.ratio
      isOff = false
      levels = []
    }
    let says = isInterleaved ? rule.against?.limit != nil : rule.limit != nil
    return says || rule.levels != nil || before != (own, isOff, levels)
  }

  /// The change that must be found, as a ratio; `nil` where nothing is compared.
  ///
  /// - Parameter failOn: The lowest severity that fails a run.
  /// - Returns: With levels the lowest that fails; without such a level the largest one.
  package func ratio(failOn: FindingSeverity?) -> Double? {
    guard !isOff else { return nil }
    guard let largest = levels.last else { return own }
    let failing = levels.first { step in failOn.map { step.severity >= $0 } ?? false }
    return (failing ?? largest).change
  }

  /// The smallest change that means anything, as a ratio; `nil` where nothing is compared.
  package var lowest: Double? { isOff ? nil : levels.first?.change ?? own }
}
