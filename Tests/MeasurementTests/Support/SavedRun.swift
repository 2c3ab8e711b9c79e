import PerfgateMeasurement
import PerfgateModel

extension RunPart {
  /// A run of the seed 7 as it is read back from its file.
  static func saved(_ entries: [RunEntry]) throws -> RunPart {
    let run = RunDocument(
      id: "000000000001",
      suite: "s",
      seed: "7",
      startedAt: "2026-01-01T00:00:00Z",
      environment: EnvironmentRecord(machineClass: "m", platformClass: "p", facts: [:]),
      head: nil,
      configuration: ConfigurationRecord(path: nil, source: "", overrides: [:]),
      selection: SelectionRecord(),
      entries: entries,
      stages: []
    )
    let read = try RunDocument(bytes: JSONWriter.bytes(run.json), path: "run.json")
    return RunPart(path: "run.json", run: read)
  }
}
