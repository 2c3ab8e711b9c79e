/// What one run of a monitored program exported of itself: one value per metric.
///
/// docs/STAGES.md describes the document.
package struct MonitorExport: Sendable, Equatable {
  /// The most metrics of a document.
  package static let mostMetrics = 10_000
  /// The longest name of a metric, in bytes.
  package static let longestName = 1000
  /// What a value may be: nothing of any program is more.
  private static let values = 0...1e100

  /// What its stages took, in the order of the document.
  package var stages: [MetricSamples]
  /// What it says of itself as a process.
  package var process: [MetricSamples]
}

extension MonitorExport {
  /// Reads the document that a program wrote.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - path: The path, for messages.
  /// - Throws: `GateError` with exit 65 and the position of what is wrong.
  package init(bytes: [UInt8], path: String) throws(GateError) {
    self = try DocumentFile(bytes, path: path).document(RunDocument.schema) {
      object throws(JSONError) in
      try MonitorExport(object)
    }
  }

  private init(_ object: JSONObject) throws(JSONError) {
    let run = try RunDocument(object)
    if run.completion != .complete, let node = object["completion"] {
      throw JSONError("the run is \(run.completion.rawValue)", offset: node.offset)
    }
    let node = try object.required("entries")
    guard let entry = run.entries.first, run.entries.count == 1 else {
      throw JSONError(
        "expected one entry, about one run of one program, found \(run.entries.count)",
        offset: node.offset
      )
    }
    let written = try node.array()[0].object()
    try Self.check(entry, in: written)
    (stages, process) = ([], [])
    for (samples, node) in zip(entry.metrics, try written["metrics"]?.array() ?? []) {
      try Self.check(samples, at: node.offset)
      if StageMetric(samples.name) == nil {
        process.append(samples)
      } else {
        stages.append(samples)
      }
    }
  }

  private static func check(_ entry: RunEntry, in object: JSONObject) throws(JSONError) {
    guard entry.origin == .monitor else {
      throw JSONError(
        "expected an entry of origin 'monitor', found '\(entry.origin.rawValue)'",
        offset: try object.required("origin").offset
      )
    }
    guard entry.status == .measured else {
      throw JSONError(
        "the program says that it \(entry.status.rawValue): \(entry.reason ?? "")",
        offset: try object.required("status").offset
      )
    }
    guard entry.invocations.count == 1 else {
      throw JSONError(
        "expected the values of one invocation, found those of \(entry.invocations.count)",
        offset: object["invocations"]?.offset ?? object.offset
      )
    }
    guard (1...mostMetrics).contains(entry.metrics.count) else {
      throw JSONError(
        "expected 1 to \(mostMetrics) metrics, found \(entry.metrics.count)",
        offset: object["metrics"]?.offset ?? object.offset
      )
    }
  }

  private static func check(_ samples: MetricSamples, at offset: Int) throws(JSONError) {
    guard samples.name.utf8.count <= longestName else {
      throw JSONError(
        "the name of a metric has \(samples.name.utf8.count) bytes, at most \(longestName) are read",
        offset: offset
      )
    }
    let isOfEvals = EvalMetric.isOfEvalsAlone(samples.name)
    if !isOfEvals, let known = MetricDefinition.named(samples.name) {
      guard known.fits(unit: samples.unit, kind: samples.kind, direction: samples.direction) else {
        throw JSONError(known.misfit, offset: offset)
      }
    } else if StageMetric(samples.name) == nil {
      throw JSONError(
        "unknown metric '\(samples.name)', expected stage.STAGE.FIGURE (in STAGE a space is %20), wall "
          + "or the like",
        offset: offset
      )
    }
    guard samples.values.allSatisfy(values.contains) else {
      throw JSONError("this value is no \(samples.unit.rawValue) of any program", offset: offset)
    }
  }
}
