package import PerfgateConfiguration
package import PerfgateModel

/// What applies to one metric of one benchmark, and where each part of it comes from.
package struct RuleExplanation: Sendable, Equatable {
  /// One place that says something about a setting.
  package struct Step: Sendable, Equatable {
    /// Who says it.
    package enum Origin: String, Sendable {
      /// perfgate, where the configuration says nothing.
      case builtIn = "default"
      /// The key `gate`.
      case gate
      /// A rule that matches.
      case rule
    }

    /// Who says it.
    package var origin: Origin
    /// Where; `nil` for a default.
    package var place: SourcePlace?
    /// What it says, as people read it.
    package var value: String
  }

  /// One setting and everything that is said about it.
  package struct Setting: Sendable, Equatable {
    /// The key in the configuration, `limit`.
    package var name: String
    /// In the order in which they apply, never empty: the last one wins.
    package var steps: [Step]
  }

  /// The metric.
  package var metric: MetricDefinition
  /// What all of it together gives.
  package var effective: EffectiveRule
  /// What is said about the metric, setting by setting.
  package var settings: [Setting]
  /// Whether it is an eval's.
  private let isEval: Bool

  /// Explains a metric of a benchmark.
  ///
  /// - Parameters:
  ///   - metric: The metric.
  ///   - key: The benchmark.
  ///   - configuration: The gate's defaults and the rules in their order.
  ///   - isEval: Whether it is an eval's.
  package init(
    of metric: MetricDefinition,
    for key: BenchmarkKey,
    in configuration: ProjectConfiguration,
    isEval: Bool = false
  ) {
    self.metric = metric
    self.isEval = isEval
    effective = EffectiveRule(for: key, metric: metric.name, kind: metric.kind, in: configuration)
    let configuration = configuration.member(of: key)
    let isScore = EvalMetric.isOfCases(metric.name)
    var steps =
      isScore
      ? Self.scoreDefaults(gate: configuration.gate)
      : Self.defaults(of: metric, gate: configuration.gate)
    var interleaved = MergedLimit.interleaved(configuration.gate)
    for rule in configuration.rules where rule.matches(key: key, metric: metric.name) {
      // Rules about baselines can switch it off and on, so what they make of it is told.
      if interleaved.merge(rule), !isScore {
        let value = SettingText.limit(interleaved)
        let step = Step(origin: .rule, place: rule.location, value: value)
        steps["against.limit", default: []].append(step)
      }
      let said = isScore ? rule.scoreStatements() : rule.statements(unit: metric.unit)
      for (name, value) in said where name != "against.limit" {
        // Levels and a limit take each other's place.
        let setting = name == "levels" ? "limit" : name
        let step = Step(origin: .rule, place: rule.location, value: value)
        steps[setting, default: []].append(step)
      }
    }
    // Where levels hold, a change's size decides how severe it is.
    if !effective.levels.isEmpty, !effective.againstLevels.isEmpty { steps["severity"] = nil }
    settings = Self.order.compactMap { name in
      steps[name].map { Setting(name: name, steps: $0) }
    }
  }

  /// Whether the metric is held against anything: a rule names it, or it is by default.
  package var isJudged: Bool {
    effective.judges(metric.name, ofEval: isEval)
      && (effective.limit != nil || effective.against.limit != nil || effective.budget != nil)
  }

  private static let order = [
    "limit", "tolerance", "against.limit", "against.tolerance", "min_delta", "severity", "budget",
    "enforce", "optional", "owner",
  ]

  private static func scoreDefaults(gate: GateSettings) -> [String: [Step]] {
    let builtIn = ScoreSettings()
    var steps: [String: [Step]] = [
      "limit": [Step(origin: .builtIn, value: SettingText.points(builtIn.limit))],
      "tolerance": [Step(origin: .builtIn, value: SettingText.points(builtIn.tolerance))],
      "severity": [Step(origin: .builtIn, value: FindingSeverity.critical.rawValue)],
    ]
    let offPlace = gate.limit == nil ? gate.places["limit"] : nil
    if let place = gate.places["scores.limit"] ?? offPlace {
      let value = SettingText.points(gate.scores.limit)
      steps["limit"]?.append(Step(origin: .gate, place: place, value: value))
    }
    if let place = gate.places["scores.tolerance"] {
      let value = SettingText.points(gate.scores.tolerance)
      steps["tolerance"]?.append(Step(origin: .gate, place: place, value: value))
    }
    return steps
  }

  private static func defaults(
    of metric: MetricDefinition,
    gate: GateSettings
  ) -> [String: [Step]] {
    let builtIn = GateSettings()
    var steps: [String: [Step]] = [
      "limit": [Step(origin: .builtIn, value: SettingText.limit(builtIn.limit))],
      "tolerance": [
        Step(origin: .builtIn, value: QuantityText.share(builtIn.tolerance(of: metric.kind)))
      ],
      "against.limit": [
        Step(origin: .builtIn, value: SettingText.limit(builtIn.against.limit))
      ],
      "against.tolerance": [
        Step(
          origin: .builtIn,
          value: QuantityText.share(builtIn.against(of: metric.kind).tolerance)
        )
      ],
      "severity": [Step(origin: .builtIn, value: FindingSeverity.critical.rawValue)],
    ]
    if let place = gate.places["limit"] {
      let value = SettingText.limit(gate.limit)
      steps["limit"]?.append(Step(origin: .gate, place: place, value: value))
    }
    // Exact metrics have a tolerance of their own, which the gate's does not change.
    if let place = gate.places["tolerance"], metric.kind != .exact {
      let value = QuantityText.share(gate.tolerance)
      steps["tolerance"]?.append(Step(origin: .gate, place: place, value: value))
    }
    let offPlace = gate.limit == nil ? gate.places["limit"] : nil
    if let place = gate.places["against.limit"] ?? offPlace {
      let value = SettingText.limit(gate.against.limit)
      steps["against.limit"]?.append(Step(origin: .gate, place: place, value: value))
    }
    if let place = gate.places["against.tolerance"], metric.kind != .exact {
      let value = QuantityText.share(gate.against.tolerance)
      steps["against.tolerance"]?.append(Step(origin: .gate, place: place, value: value))
    }
    return steps
  }
}

/// Settings as people read them.
enum SettingText {
  static func points(_ share: Double?) -> String { share.map { QuantityText.points($0) } ?? "off" }

  static func limit(_ ratio: Double?) -> String { ratio.map { QuantityText.share($0) } ?? "off" }

  static func limit(_ merged: MergedLimit) -> String {
    merged.levels.isEmpty ? limit(merged.lowest) : levels(merged.levels)
  }

  static func levels(_ levels: [SeverityStep]) -> String {
    levels.map { "\($0.severity.rawValue) \(QuantityText.share($0.change))" }
      .joined(separator: ", ")
  }

  static func budget(_ budget: BudgetRule, unit: MetricUnit) -> String {
    let texts = [
      budget.minimum.map { "at least \(QuantityText.text($0, unit: unit))" },
      budget.maximum.map { "at most \(QuantityText.text($0, unit: unit))" },
      budget.ratchet.map { "at most \(QuantityText.share($0)) beyond the committed level" },
      budget.onExisting == .warn ? "an existing breach warns" : nil,
    ]
    return texts.compactMap { $0 }.joined(separator: ", ")
  }
}

extension GateRule {
  /// What the rule says, by key, in the order of the documentation.
  package func statements(unit: MetricUnit) -> [(name: String, value: String)] {
    let enforcement: String? =
      switch enforcement {
      case .enforced: "true"
      case .putAside(let aside): "false until \(aside.until) (\(aside.reason))"
      case nil: nil
      }
    let all: [(String, String?)] = [
      ("limit", limit.map { SettingText.limit($0.ratio) } ?? scoreLimit.map(SettingText.points)),
      ("levels", levels.map { SettingText.levels($0.ascending) }),
      (
        "tolerance",
        tolerance.map { QuantityText.share($0) } ?? scoreTolerance.map(SettingText.points)
      ),
      ("against.limit", against?.limit.map { SettingText.limit($0.ratio) }),
      ("against.tolerance", against?.tolerance.map { QuantityText.share($0) }),
      ("min_delta", minDelta.map { QuantityText.text($0, unit: unit) }),
      ("severity", severity?.rawValue),
      ("budget", budget.map { SettingText.budget($0, unit: unit) }),
      ("enforce", enforcement),
      ("optional", optional.map { $0 ? "true" : "false" }),
      ("owner", owner),
    ]
    return all.compactMap { name, value in value.map { (name: name, value: $0) } }
  }

  /// What the rule says of scores, by key.
  func scoreStatements() -> [(name: String, value: String)] {
    let ofSizes: [(String, String?)] = [
      ("limit", limit == .off ? "off" : scoreLimit.map(SettingText.points)),
      ("tolerance", scoreTolerance.map(SettingText.points)),
    ]
    let others = statements(unit: .ratio).filter {
      ["severity", "budget", "enforce", "optional", "owner"].contains($0.name)
    }
    return ofSizes.compactMap { name, value in value.map { (name: name, value: $0) } } + others
  }

  /// What the rule is for, `id parse/**, size 1000, metric wall`.
  package var subject: String {
    let texts =
      [idPattern.map { "id \($0.text)" }]
      + parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
      + [metric.map { "metric \($0.text)" }]
    return texts.compactMap { $0 }.joined(separator: ", ")
  }
}
