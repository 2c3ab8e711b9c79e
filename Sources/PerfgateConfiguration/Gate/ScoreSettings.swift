internal import PerfgateModel

/// What holds for scores of evals that no rule says otherwise for; changes of them are in points.
package struct ScoreSettings: Sendable, Equatable {
  /// A drop this large must be found and fails, above `tolerance`; 0.02 is two percentage points.
  package var limit: Double?
  /// A drop up to this never fails.
  package var tolerance: Double
  /// The chance of a false alarm among all scores of a run, 0.0001 to 0.2.
  package var falseAlarms: Double

  /// Creates the settings that hold where the configuration says nothing.
  package init() {
    limit = Self.builtInLimit
    tolerance = 0.005
    falseAlarms = 0.05
  }

  /// The limit where the configuration says nothing.
  package static let builtInLimit = 0.02
}

extension GateSettings {
  /// Reads the key `scores`, once `limit` is known.
  mutating func readScores(_ reader: NodeReader?) {
    // What is not compared with baselines is not compared at all, unless `scores` names a limit.
    if limit == nil { scores.limit = nil }
    guard let keys = reader?.mapping(.scores) else { return }
    for key in KeyTable.scores.keys {
      guard let value = keys[key] else { continue }
      places["scores.\(key)"] = value.problems.location(value.keyPosition)
    }
    if let reader = keys["limit"] {
      if reader.isOff {
        scores.limit = nil
      } else if let limit = reader.pointLimit() {
        scores.limit = limit
      }
    }
    if let tolerance = keys["tolerance"]?.points() { scores.tolerance = tolerance }
    if let rate = keys["false_alarms"]?.ratio(in: 0.0001...0.2) { scores.falseAlarms = rate }
    if let culprit = keys["limit"] ?? keys["tolerance"] {
      LimitCheck.check(scoreLimit: scores.limit, tolerance: scores.tolerance, at: culprit)
    }
  }
}

extension LimitCheck {
  /// Reports a limit of scores that is not above its tolerance.
  static func check(scoreLimit limit: Double?, tolerance: Double, at reader: NodeReader) {
    guard let limit, limit <= tolerance else { return }
    reader.report(
      "the limit (\(QuantityText.points(limit))) and the tolerance "
        + "(\(QuantityText.points(tolerance))) leave nothing in between: the limit must be the larger "
        + "one"
    )
  }
}

extension NodeReader {
  /// Whether the value is written in percentage points.
  var isInPoints: Bool {
    guard case .scalar(let text, _) = node.content else { return false }
    return QuantityGrammar.parts(text)?.unit == "pp"
  }

  /// Percentage points as a share, 0 to 1.
  func points() -> Double? {
    let expected = "points such as 2pp"
    guard case .scalar(let text, _) = node.content, let parts = QuantityGrammar.parts(text),
      parts.unit == "pp"
    else {
      let isPercentage = node.found.contains("%")
      reportMismatch(
        expected,
        hints: isPercentage ? ["a change of a score is in percentage points: write 2pp"] : []
      )
      return nil
    }
    guard !parts.isNegative, parts.magnitude <= 100 else {
      report("'\(name)' must be from 0pp to 100pp, found \(node.found)")
      return nil
    }
    return parts.magnitude / 100
  }

  /// Percentage points above 0.
  func pointLimit() -> Double? {
    guard let points = points() else { return nil }
    guard points > 0 else {
      report("'\(name)' must be above 0pp", hints: ["write off where nothing should fail"])
      return nil
    }
    return points
  }
}
