/// What holds for every benchmark that does not say otherwise.
struct BenchmarkDefaults {
  var warmup: WarmupPlan
  var samples: SamplingPlan
  var rounds: RoundPlan
  var timeoutSeconds: Double
  var environment: [String: String]

  /// What holds where the configuration says nothing.
  static let builtIn = BenchmarkDefaults(
    warmup: 3,
    samples: SamplingPlan(minimum: 15, maximum: 200, timeSeconds: 5),
    rounds: RoundPlan(maximum: 40),
    timeoutSeconds: 60,
    environment: [:]
  )

  /// Reads the key `defaults`.
  static func read(_ reader: NodeReader?) -> BenchmarkDefaults {
    var defaults = builtIn
    guard let keys = reader?.mapping(.defaults) else { return defaults }
    if let warmup = keys["warmup"]?.warmup() { defaults.warmup = warmup }
    if let timeout = keys["timeout"]?.timeout() { defaults.timeoutSeconds = timeout }
    if let samples = keys["samples"]?.samples(over: builtIn.samples) { defaults.samples = samples }
    if let rounds = keys["rounds"]?.rounds() { defaults.rounds = rounds }
    if let environment = keys["env"]?.environment() { defaults.environment = environment }
    return defaults
  }
}

extension NodeReader {
  /// How long something may take, in seconds, up to a week.
  func timeout() -> Double? { seconds(in: 0.001...604_800, shownAs: "1ms to 168h") }

  /// How many samples are taken, over what holds where a key is absent.
  func samples(over base: SamplingPlan) -> SamplingPlan? {
    guard let keys = mapping(.samples) else { return nil }
    let before = problems.errorCount
    var plan = base
    let mostSamples = 10_000
    if let minimum = keys["min"]?.integer(in: 1...mostSamples) { plan.minimum = minimum }
    if let maximum = keys["max"]?.integer(in: 1...mostSamples) { plan.maximum = maximum }
    if let time = keys["time"]?.seconds(in: 0.001...604_800, shownAs: "1ms to 168h") {
      plan.timeSeconds = time
    }
    guard problems.errorCount == before else { return nil }
    guard plan.maximum >= plan.minimum else {
      let culprit = keys["max"] ?? keys["min"] ?? self
      let hint =
        keys["max"] == nil
        ? "give max too, at least \(plan.minimum)" : "give min too, at most \(plan.maximum)"
      culprit.report(
        "'max' (\(plan.maximum)) must not be below 'min' (\(plan.minimum))",
        hints: keys["max"] != nil && keys["min"] != nil ? [] : [hint]
      )
      return nil
    }
    return plan
  }

  /// How many rounds are measured where base and head are interleaved.
  func rounds() -> RoundPlan? {
    guard let keys = mapping(.rounds) else { return nil }
    return keys.required("max", hints: ["rounds: {max: 40}"])?.integer(in: RoundPlan.range)
      .map(RoundPlan.init)
  }

  /// Variables and their values, taken as they are written: `off` and `1.10` are text.
  func environment() -> [String: String]? {
    guard let members = members("a mapping of variables") else { return nil }
    var environment: [String: String] = [:]
    for member in members {
      guard VariableName.isValid(member.name) else {
        problems.error(
          "'\(MessageText.shortened(member.name))' is no name of a variable",
          at: member.keyPosition,
          hints: ["letters, digits and '_', no digit first"]
        )
        continue
      }
      if let value = member.verbatim() { environment[member.name] = value }
    }
    return environment
  }
}
