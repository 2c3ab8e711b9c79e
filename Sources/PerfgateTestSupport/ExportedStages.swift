package import PerfgateModel

/// The run document that a monitored program would write.
package enum ExportedStages {
  /// A document of one run.
  ///
  /// - Parameter values: By the name of a known metric; in the order of reports.
  /// - Returns: What the program knows of itself.
  /// - Throws: Never but for a mistake in here.
  package static func run(_ values: [String: Double]) throws -> RunDocument {
    var entry = RunEntry(
      key: BenchmarkKey(id: try BenchmarkID("program")),
      tags: [],
      command: [],
      status: .measured
    )
    entry.origin = .monitor
    entry.invocations = InvocationColumns(count: 1)
    let names = values.keys.sorted {
      MetricDefinition.reportOrder(of: $0) < MetricDefinition.reportOrder(of: $1)
    }
    for name in names {
      guard let definition = MetricDefinition.named(name), let value = values[name] else {
        continue
      }
      entry.metrics.append(MetricSamples(definition, values: [value]))
    }
    return RunDocument(
      id: "0",
      suite: "default",
      seed: "0",
      startedAt: "2026-01-01T00:00:00Z",
      environment: EnvironmentRecord(machineClass: "", platformClass: "", facts: [:]),
      head: nil,
      configuration: ConfigurationRecord(path: nil, source: "", overrides: [:]),
      selection: SelectionRecord(),
      entries: [entry],
      stages: []
    )
  }

  /// The text of such a document.
  ///
  /// - Parameter values: By the name of a known metric.
  /// - Returns: JSON.
  /// - Throws: As `run` does.
  package static func text(_ values: [String: Double]) throws -> String {
    JSONWriter.text(try run(values).json)
  }
}
