package import PerfgateModel

/// What holds for every judged metric that no rule says otherwise for, and what fails a run.
package struct GateSettings: Sendable, Equatable {
  /// What a run does about something that is not decided.
  package enum Reaction: String, Sendable, CaseIterable {
    case fail
    case warn
    case ignore
  }

  /// The lowest severity that fails the run; `nil` where none does.
  package var failOn: FindingSeverity?
  /// The chance of a false alarm of a whole run, 0.0001 to 0.2.
  package var falseAlarms: Double
  /// A change this large must be found and fails, as a ratio above `tolerance`; `nil` for none.
  package var limit: Double?
  /// A change up to this never fails, as a ratio; exact metrics have `tolerance(of:)`.
  package var tolerance: Double
  /// What holds instead where base and head are measured interleaved; without a limit where
  /// `limit` is off and `against` says nothing else.
  package var against: InterleavedLimits
  /// What a missing benchmark or metric does.
  package var onMissing: Reaction
  /// What an inconclusive metric does.
  package var onInconclusive: Reaction
  /// What a suspected regression does.
  package var onSuspected: Reaction
  /// What a suspected regression does where base and head are measured interleaved.
  package var onSuspectedInterleaved: Reaction
  /// Whether what is suspected in an interleaved run is measured again.
  package var remeasures: Bool
  /// What holds for scores of evals.
  package var scores: ScoreSettings
  /// The share of benchmarks without any decided metric above which the run fails, 0 to 1.
  package var maximumInconclusive: Double

  /// Where the text says what, by key (`limit`, `against.limit`); what is not among them is a default.
  package var places: [String: SourcePlace] = [:]

  /// Creates the settings that hold where the configuration says nothing.
  package init() {
    failOn = .critical
    falseAlarms = 0.01
    limit = 0.10
    tolerance = 0.02
    against = InterleavedLimits()
    onMissing = .fail
    onInconclusive = .warn
    onSuspected = .warn
    onSuspectedInterleaved = .fail
    remeasures = true
    maximumInconclusive = 0.25
    scores = ScoreSettings()
  }

  /// These settings where a run of several suites is governed by another file's: what concerns a
  /// single metric stays, what concerns the run is that file's.
  func governed(by run: GateSettings) -> GateSettings {
    var settings = run
    settings.limit = limit
    settings.tolerance = tolerance
    settings.against = against
    settings.scores.limit = scores.limit
    settings.scores.tolerance = scores.tolerance
    let own = [
      "limit", "tolerance", "against", "against.limit", "against.tolerance", "scores.limit",
      "scores.tolerance",
    ]
    for key in own {
      settings.places[key] = places[key]
    }
    return settings
  }

  /// What fails a run in which base and head are measured interleaved.
  package var interleaved: GateSettings {
    var settings = self
    settings.onSuspected = onSuspectedInterleaved
    return settings
  }

  /// The tolerance of a metric that no rule sets one for, as a ratio; exact values do not scatter.
  package func tolerance(of kind: MetricKind) -> Double {
    kind == .exact ? Self.exactTolerance : tolerance
  }

  /// What holds for a metric that no rule says otherwise for, where base and head are interleaved.
  package func against(of kind: MetricKind) -> InterleavedLimits {
    InterleavedLimits(
      limit: against.limit,
      tolerance: kind == .exact ? Self.exactTolerance : against.tolerance
    )
  }

  /// What an exact metric may change by without failing, as a ratio.
  private static let exactTolerance = 0.001
}

extension GateSettings {
  /// Reads the key `gate`.
  static func read(_ reader: NodeReader?) -> GateSettings {
    var settings = GateSettings()
    guard let reader, let keys = reader.mapping(.gate) else { return settings }
    for key in KeyTable.gate.keys {
      if let value = keys[key] { settings.places[key] = value.problems.location(value.keyPosition) }
    }
    let severities = FindingSeverity.allCases.sorted(by: >)
    let failOn: [(word: String, choice: FindingSeverity?)] =
      severities.map { (word: $0.rawValue, choice: $0) } + [(word: "never", choice: nil)]
    if let choice = keys["fail_on"]?.choice(failOn) { settings.failOn = choice }
    if let ratio = keys["false_alarms"]?.ratio(in: 0.0001...0.2) { settings.falseAlarms = ratio }
    if let limit = keys["limit"]?.limit() { settings.limit = limit.ratio }
    if let ratio = keys["tolerance"]?.ratio(in: 0...100) { settings.tolerance = ratio }
    if let reaction = keys["on_missing"]?.choice(Reaction.self) { settings.onMissing = reaction }
    if let reaction = keys["on_inconclusive"]?.choice(Reaction.self) {
      settings.onInconclusive = reaction
    }
    if let reaction = keys["on_suspected"]?.choice(Reaction.self) {
      settings.onSuspected = reaction
      settings.onSuspectedInterleaved = reaction
    }
    if let ratio = keys["max_inconclusive"]?.ratio(in: 0...1) {
      settings.maximumInconclusive = ratio
    }
    if let remeasures = keys["remeasure"]?.flag() { settings.remeasures = remeasures }
    if let culprit = keys["limit"] ?? keys["tolerance"] {
      LimitCheck.check(limit: settings.limit, tolerance: settings.tolerance, at: culprit)
    }
    settings.readAgainst(keys["against"])
    settings.readScores(keys["scores"])
    return settings
  }

  /// Reads the key `against`, once `limit` is known.
  private mutating func readAgainst(_ reader: NodeReader?) {
    // What is not compared with baselines is not compared at all, unless `against` names a limit.
    if limit == nil { against.limit = nil }
    guard let keys = reader?.mapping(.against) else { return }
    for key in KeyTable.against.keys {
      guard let value = keys[key] else { continue }
      places["against.\(key)"] = value.problems.location(value.keyPosition)
    }
    if let limit = keys["limit"]?.limit() { against.limit = limit.ratio }
    if let ratio = keys["tolerance"]?.ratio(in: 0...100) { against.tolerance = ratio }
    if let culprit = keys["limit"] ?? keys["tolerance"] {
      LimitCheck.check(
        limit: against.limit,
        tolerance: against.tolerance,
        at: culprit,
        isInterleaved: true
      )
    }
  }
}

/// Whether a limit makes sense beside a tolerance.
enum LimitCheck {
  /// Reports a limit that is not above its tolerance, and warns where they are close.
  ///
  /// Close is ln(1+limit) < 2 ln(1+tolerance), which is limit < tolerance (2 + tolerance). The
  /// result is whether there was nothing to say.
  @discardableResult
  static func check(
    limit: Double?,
    tolerance: Double,
    at reader: NodeReader,
    isInterleaved: Bool = false
  ) -> Bool {
    guard let limit, limit < tolerance * (2 + tolerance) else { return true }
    let mode = isInterleaved ? " of interleaved runs" : ""
    let shown = "the limit (\(share(limit))) and the tolerance (\(share(tolerance)))\(mode)"
    if limit <= tolerance {
      // Levels hold in both kinds of run, and may only be too low for one of them.
      let hint = "add against: {tolerance: ...} with less than \(share(limit))"
      reader.report(
        "\(shown) leave nothing in between: the limit must be the larger one",
        hints: isInterleaved && reader.name == "levels" ? [hint] : []
      )
    } else {
      reader.problems.warning(
        "\(shown) are close, which takes long to decide",
        at: reader.node.position,
        hints: ["a limit of at least \(share(tolerance * (2 + tolerance))) is decided sooner"]
      )
    }
    return false
  }

  /// A ratio as a percentage with all digits that matter.
  static func share(_ ratio: Double) -> String {
    "\(JSONNumber.text(JSONNumber.rounded(ratio * 100, significantDigits: 6)))%"
  }
}
