import PerfgateModel
import PerfgateSystem

/// The values of every process metric, one per invocation.
struct ProcessMetrics {
  private var columns: [String: [Double]] = [:]
  /// What was saved before, what the shell costs subtracted already.
  private var saved: [String: [Double]] = [:]
  /// How many invocations there are.
  private(set) var count = 0

  /// Begins without any.
  init() {}

  /// Begins with the invocations of an entry.
  init(goingOnWith entry: RunEntry) {
    count = entry.invocations.count
    for samples in entry.metrics where StageMetric(samples.name) == nil {
      saved[samples.name] = samples.values
    }
  }

  /// Adds one invocation.
  mutating func append(_ outcome: ProcessOutcome) {
    count += 1
    for (name, value) in Self.values(of: outcome) { columns[name, default: []].append(value) }
  }

  /// The values of a metric that were added, in its base unit.
  subscript(name: String) -> [Double] { columns[name] ?? [] }

  /// All metrics, what the shell costs subtracted.
  ///
  /// - Parameters:
  ///   - cost: What the shell costs; `nil` where none is used.
  ///   - usesShell: Whether an invocation was one of a shell, by its place.
  /// - Returns: One each, in the order of reports.
  func samples(
    subtracting cost: ShellCost?,
    where usesShell: (Int) -> Bool = { _ in true }
  ) -> [MetricSamples] {
    MetricDefinition.process.map { definition in
      let before = saved[definition.name] ?? []
      guard let overhead = cost?.overhead[definition.name] else {
        return MetricSamples(definition, values: before + self[definition.name])
      }
      let own = self[definition.name]
      let values = own.enumerated().map { place, value in
        usesShell(count - own.count + place) ? max(0, value - overhead.median) : value
      }
      return MetricSamples(definition, values: before + values, overhead: overhead)
    }
  }

  /// The values of one invocation by metric, in base units.
  static func values(of outcome: ProcessOutcome) -> [(String, Double)] {
    let resources = outcome.resources
    let user = Double(resources.userMicroseconds) / 1e6
    let system = Double(resources.systemMicroseconds) / 1e6
    let cpu = Double(resources.userMicroseconds + resources.systemMicroseconds) / 1e6
    return [
      ("wall", Double(resources.wallNanoseconds) / 1e9), ("cpu", cpu), ("user", user),
      ("system", system), ("peak_rss", Double(resources.peakResidentBytes)),
      ("minor_faults", Double(resources.minorPageFaults)),
      ("major_faults", Double(resources.majorPageFaults)),
      ("voluntary_switches", Double(resources.voluntaryContextSwitches)),
      ("involuntary_switches", Double(resources.involuntaryContextSwitches)),
      ("output_size", Double(outcome.standardOutput.totalBytes)),
    ]
  }
}
