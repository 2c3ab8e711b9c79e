internal import PerfgateHost
internal import PerfgateModel
public import PerfgateMonitor
internal import PerfgateSystem

/// Why figures cannot become a run document.
public struct RunDocumentFailure: Error, Sendable, Hashable, CustomStringConvertible {
  /// One sentence.
  public let description: String
}

extension MonitorSnapshot {
  /// The figures of all stages as a run document, which `monitors:` of perfgate.yaml gates.
  ///
  /// `docs/STAGES.md` names its metrics. It says of the program that it took `wall` from the
  /// first start to the last end of any span, and the memory that it had at its peak.
  ///
  /// - Parameter id: The name of the program; what it was started as where it is `nil`.
  /// - Returns: JSON in UTF-8, schema `perfgate.run/1`.
  /// - Throws: `RunDocumentFailure` where the name is no id of a benchmark, where no span has ended,
  ///   or where there are more stages, or longer names of them, than a document holds.
  public func runDocument(id: String? = nil) throws(RunDocumentFailure) -> [UInt8] {
    let metrics = try checkedMetrics()
    let facts = MachineFacts.current()
    let document = RunDocument(
      id: UInt64.random(in: 0...UInt64.max).hexadecimalDigits,
      suite: "default",
      seed: "0",
      startedAt: WallClock.timestamp(unixNanoseconds: anchor.unixNanoseconds),
      environment: EnvironmentRecord(
        machineClass: facts.classIdentifier,
        platformClass: facts.platformIdentifier,
        facts: [:]
      ),
      head: nil,
      configuration: ConfigurationRecord(path: nil, source: "", overrides: [:]),
      selection: SelectionRecord(),
      entries: [try entry(of: id ?? ProgramName.current, metrics)],
      stages: []
    )
    return JSONWriter.bytes(document.json)
  }

  private func entry(
    of id: String,
    _ metrics: [MetricSamples]
  ) throws(RunDocumentFailure) -> RunEntry {
    do throws(IdentifierError) {
      let key = BenchmarkKey(id: try BenchmarkID(id))
      var entry = RunEntry(key: key, tags: [], command: [], status: .measured)
      entry.origin = .monitor
      entry.invocations = InvocationColumns(count: 1)
      entry.metrics = metrics
      entry.measuringSeconds = Double(windowNanoseconds) / 1e9
      return entry
    } catch {
      throw RunDocumentFailure(description: error.message)
    }
  }

  /// The metrics of the program and of its stages by name.
  private func checkedMetrics() throws(RunDocumentFailure) -> [MetricSamples] {
    guard !stages.isEmpty else {
      throw RunDocumentFailure(description: "no span has ended: there is nothing to export")
    }
    let metrics = processMetrics + stages.sorted { $0.name < $1.name }.flatMap(\.metrics)
    guard metrics.count <= Self.mostMetrics else {
      throw RunDocumentFailure(
        description: "\(stages.count) stages have \(metrics.count) figures, a run document holds "
          + "at most \(Self.mostMetrics): use fewer names, such as one for all requests"
      )
    }
    if let long = metrics.first(where: { $0.name.utf8.count > Self.longestName }) {
      throw RunDocumentFailure(
        description: "the metric '\(long.name.prefix(40))...' has \(long.name.utf8.count) bytes, "
          + "at most \(Self.longestName) are allowed: use a shorter name for its stage"
      )
    }
    return metrics
  }

  /// The most metrics that perfgate reads of one program.
  private static let mostMetrics = 10_000
  /// The longest name of a metric that it reads, in bytes.
  private static let longestName = 1000

  private var processMetrics: [MetricSamples] {
    let values: [(String, Double?)] = [
      ("wall", Double(windowNanoseconds) / 1e9), ("peak_rss", peakResidentBytes.map(Double.init)),
    ]
    return values.compactMap { name, value in
      guard let value, let definition = MetricDefinition.named(name) else { return nil }
      return MetricSamples(definition, values: [value])
    }
  }

  /// From the first start to the last end of any span.
  private var windowNanoseconds: Int64 {
    guard let start = stages.compactMap(\.firstStartNanoseconds).min(),
      let end = stages.compactMap(\.lastEndNanoseconds).max()
    else { return 0 }
    return max(0, end - start)
  }
}
