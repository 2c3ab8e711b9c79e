import PerfgateModel

/// What the stages of a program exported on both sides of a comparison.
struct ComparedStages {
  private var base = StageSeries()
  private var head = StageSeries()

  /// Begins without any.
  init() {}

  /// Begins with the invocations that an entry has.
  init(goingOnWith entry: RunEntry) {
    base = StageSeries(goingOnWith: entry, side: .base)
    head = StageSeries(goingOnWith: entry, side: .head)
  }

  /// One side.
  subscript(side: MeasurementSide) -> StageSeries {
    get { side == .base ? base : head }
    set { if side == .base { base = newValue } else { head = newValue } }
  }

  /// The metrics that both sides export, in the order of the head; `nil` while one is not known.
  var shared: [MetricDefinition]? {
    guard let old = base.definitions, let new = head.definitions else { return nil }
    return new.filter(old.contains)
  }

  /// The step of a metric's values, the coarser side's; `nil` where neither told.
  func step(of name: String) -> Double? {
    [base.step(of: name), head.step(of: name)].compactMap { $0 }.max()
  }

  /// All metrics with their values; what one side alone exports is that side's.
  ///
  /// - Parameters:
  ///   - sides: The side of each invocation, in their order.
  ///   - step: What a metric was decided with.
  /// - Returns: The metrics of both sides in the order of the head, then those of one.
  func samples(of sides: [MeasurementSide], step: (String) -> Double?) -> [MetricSamples] {
    let both = (shared ?? []).map { definition -> MetricSamples in
      var old = base[definition.name][...]
      var new = head[definition.name][...]
      let values = sides.compactMap { $0 == .base ? old.popFirst() : new.popFirst() }
      var samples = MetricSamples(definition, values: values)
      samples.step = step(definition.name) ?? self.step(of: definition.name)
      return samples
    }
    let names = Set(both.map(\.name))
    let heads = Self.alone(head, .head, besides: names)
    // One name twice would be two metrics in one place: the head's says what it is now.
    let known = names.union(heads.map(\.name))
    return both + heads + Self.alone(base, .base, besides: known)
  }

  private static func alone(
    _ series: StageSeries,
    _ side: MeasurementSide,
    besides names: Set<String>
  ) -> [MetricSamples] {
    series.samples.filter { !names.contains($0.name) }.map { samples in
      var own = samples
      own.side = side
      return own
    }
  }
}
