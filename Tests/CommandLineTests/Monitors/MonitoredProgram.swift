import PerfgateTestSupport

/// A program that exports what it is told its stages took, and its configuration.
enum MonitoredProgram {
  /// The monitor `pipeline`, whose stages are judged; of its process only wall, and that loosely and
  /// interleaved, since tests keep the machine busy.
  static func configuration(_ keys: String = "", rules: String = "") -> String {
    """
    suite: stages
    defaults: {warmup: 0, samples: {min: 3, max: 3, time: 10ms}}
    monitors:
      - {id: pipeline, path: out/stages.json, run: [./pipeline]\(keys)}
    rules:
      - match: {metric: wall}
        limit: off
        against: {limit: 60%, tolerance: 20%}
      - {match: {metric: cpu}, limit: off}
      - {match: {metric: peak_rss}, limit: off}
      - {match: {metric: "stage.**.p95"}}
    \(rules)
    """
  }

  /// The program: what it writes is said by the file `times`, as `load=0.01`.
  ///
  /// - Parameter writing: A shell function around the document, which it reads from its input.
  /// - Returns: A script.
  static func script(writing: String = "cat >out/stages.json") -> String {
    """
    #!/bin/sh
    stages=
    while IFS== read -r stage seconds; do
      stages="$stages${stages:+,}
      {\\"name\\": \\"stage.$stage.p95\\", \\"unit\\": \\"s\\", \\"kind\\": \\"continuous\\",
       \\"direction\\": \\"lower\\", \\"values\\": [$seconds]},
      {\\"name\\": \\"stage.$stage.count\\", \\"unit\\": \\"count\\", \\"kind\\": \\"exact\\",
       \\"direction\\": \\"lower\\", \\"values\\": [12]}"
    done <times
    sleep 0.02
    mkdir -p out
    write() { \(writing); }
    write <<JSON
    {"schema": "perfgate.run/1", "id": "0", "suite": "default", "seed": "0", "started_at": "now",
     "environment": {"class": "", "platform": ""}, "config": {"source": ""},
     "entries": [{"id": "program", "origin": {"kind": "monitor"}, "status": "measured",
      "invocations": {"attempt": [0], "round": [0], "loops": [1]}, "metrics": [$stages]}],
     "accounting": {"planned": 1, "measured": 1, "failed": 0, "skipped": 0}}
    JSON
    """
  }

  /// The file `times` of some stages.
  static func times(_ stages: [String: String]) -> String {
    stages.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)\n" }.joined()
  }
}

extension TestProject {
  /// A project with a monitored program.
  init(
    monitoring stages: [String: String],
    _ configuration: String = MonitoredProgram.configuration(),
    writing: String = "cat >out/stages.json"
  ) throws {
    try self.init(configuration)
    try monitor(stages)
    try folder.write(MonitoredProgram.script(writing: writing), to: "pipeline")
    _ = try shell("chmod +x pipeline")
  }

  /// Says what the stages take.
  func monitor(_ stages: [String: String]) throws {
    try folder.write(MonitoredProgram.times(stages), to: "times")
  }
}
