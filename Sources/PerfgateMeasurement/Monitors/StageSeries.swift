import PerfgateModel

/// What the invocations of a monitored program in one tree exported, one value per metric and
/// invocation.
///
/// All of them have to export the same metrics: one that is only there at times has no level.
struct StageSeries {
  /// The metrics, in the order of the first export; `nil` before there was one.
  private(set) var definitions: [MetricDefinition]?
  private var columns: [String: [Double]] = [:]
  private var steps: [String: Double] = [:]

  /// Begins without any.
  init() {}

  /// Begins with the invocations that an entry has of one side.
  init(goingOnWith entry: RunEntry, side: MeasurementSide) {
    let stages = entry.only(side).metrics.filter { StageMetric($0.name) != nil }
    definitions = stages.map(MetricDefinition.init(of:))
    for samples in stages {
      columns[samples.name] = samples.values
      steps[samples.name] = samples.step
    }
  }

  /// Learns from an invocation which metrics there are, or holds it against those that are known.
  ///
  /// - Parameter export: What it exported; its values do not count yet.
  /// - Returns: What is other than before, one phrase; `nil` where nothing is.
  mutating func check(_ export: MonitorExport) -> String? {
    for samples in export.stages {
      steps[samples.name] = [steps[samples.name], samples.step].compactMap { $0 }.max()
    }
    let found = export.stages.map(MetricDefinition.init(of:))
    guard let known = definitions else {
      definitions = found
      return nil
    }
    return known == found ? nil : Self.difference(from: known, to: found)
  }

  /// Adds an invocation that counts.
  ///
  /// - Parameter export: Checked.
  mutating func append(_ export: MonitorExport) {
    for samples in export.stages { columns[samples.name, default: []] += samples.values }
  }

  /// The values of a metric.
  subscript(name: String) -> [Double] { columns[name] ?? [] }

  /// The step of a metric's values as far as the program told; `nil` where it did not.
  func step(of name: String) -> Double? { steps[name] }

  /// All metrics with their values.
  var samples: [MetricSamples] {
    (definitions ?? []).map { definition in
      var samples = MetricSamples(definition, values: self[definition.name])
      samples.step = steps[definition.name]
      return samples
    }
  }

  private static func difference(
    from known: [MetricDefinition],
    to found: [MetricDefinition]
  ) -> String? {
    let stages = { (metrics: [MetricDefinition]) in
      metrics.compactMap { StageMetric($0.name)?.stage }
    }
    if let text = changes(from: stages(known), to: stages(found)) {
      return "exported other stages than the invocation before: \(text)"
    }
    if let text = changes(from: known.map(\.name), to: found.map(\.name)) {
      return "exported other metrics than the invocation before: \(text)"
    }
    let other = found.first { metric in !known.contains(metric) }
    // Their order says nothing.
    return other.map { "exported '\($0.name)' in another unit or kind than the invocation before" }
  }

  /// `'rank' is new, 'score' and 2 more are gone`; `nil` where both hold the same.
  private static func changes(from before: [String], to after: [String]) -> String? {
    let (old, new) = (Set(before), Set(after))
    let parts = [
      phrase(new.subtracting(old), one: "is new", many: "are new"),
      phrase(old.subtracting(new), one: "is gone", many: "are gone"),
    ].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  private static func phrase(_ names: Set<String>, one: String, many: String) -> String? {
    guard let first = names.min() else { return nil }
    return names.count == 1 ? "'\(first)' \(one)" : "'\(first)' and \(names.count - 1) more \(many)"
  }
}
