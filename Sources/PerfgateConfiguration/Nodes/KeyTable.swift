/// The keys that one kind of mapping may hold; the reader, the messages and the schema agree on them.
package struct KeyTable: Sendable {
  /// The mapping as a message names it, `a benchmark`.
  package let subject: String
  /// Where `schemas/config-v1.json` describes it, a JSON pointer.
  package let pointer: String
  /// The keys in the order in which documentation lists them.
  package let keys: [String]

  init(_ subject: String, _ pointer: String, _ keys: [String]) {
    self.subject = subject
    self.pointer = pointer
    self.keys = keys
  }

  static let root = KeyTable(
    "the configuration",
    "",
    [
      "version", "suite", "suites", "build", "defaults", "benchmarks", "monitors", "evals", "gate",
      "rules", "profiles", "baselines", "reports",
    ]
  )
  static let build = KeyTable("'build'", "/$defs/build", ["command", "timeout"])
  static let defaults = KeyTable(
    "'defaults'",
    "/$defs/defaults",
    ["timeout", "samples", "rounds", "warmup", "env"]
  )
  static let samples = KeyTable("'samples'", "/$defs/samples", ["min", "max", "time"])
  static let rounds = KeyTable("'rounds'", "/$defs/rounds", ["max"])
  static let benchmark = KeyTable(
    "a benchmark",
    "/$defs/benchmark",
    [
      "id", "command", "parameters", "warmup", "samples", "rounds", "timeout", "setup", "prepare",
      "cleanup", "teardown", "stdin", "env", "cwd", "expect", "inputs", "pin", "was", "tags",
    ]
  )
  static let monitor = KeyTable(
    "a monitor",
    "/$defs/monitor",
    [
      "id", "path", "run", "parameters", "warmup", "samples", "rounds", "timeout", "setup",
      "prepare", "cleanup", "teardown", "stdin", "env", "cwd", "expect", "inputs", "pin", "was",
      "tags",
    ]
  )
  static let standardInput = KeyTable("'stdin'", "/$defs/stdin", ["file", "text"])
  static let expect = KeyTable("'expect'", "/$defs/expect", ["exit"])
  static let gate = KeyTable(
    "'gate'",
    "/$defs/gate",
    [
      "fail_on", "false_alarms", "limit", "tolerance", "against", "on_missing", "on_inconclusive",
      "on_suspected", "max_inconclusive", "remeasure", "scores",
    ]
  )
  static let rule = KeyTable(
    "a rule",
    "/$defs/rule",
    [
      "match", "limit", "tolerance", "against", "min_delta", "severity", "levels", "budget",
      "optional",
      "owner", "enforce", "until", "reason",
    ]
  )
  static let against = KeyTable("'against'", "/$defs/against", ["limit", "tolerance"])
  static let scores = KeyTable(
    "'scores'",
    "/$defs/scores",
    ["limit", "tolerance", "false_alarms"]
  )
  static let match = KeyTable("'match'", "/$defs/match", ["id", "params", "metric"])
  static let levels = KeyTable("'levels'", "/$defs/levels", ["minor", "major", "critical"])
  static let budget = KeyTable(
    "'budget'",
    "/$defs/budget",
    ["max", "min", "ratchet", "on_existing"]
  )
  static let profile = KeyTable("a profile", "/$defs/profile", ["defaults", "gate", "rules"])
  static let baselines = KeyTable(
    "'baselines'",
    "/$defs/baselines",
    ["dir", "trailers", "classes"]
  )
  static let machineClass = KeyTable(
    "a machine class",
    "/$defs/machineClass",
    ["os", "arch", "cpu"]
  )
  static let reports = KeyTable("'reports'", "/$defs/reports", ["junit", "markdown"])
  static let junit = KeyTable("'junit'", "/$defs/junit", ["dialect", "cases"])
  static let markdown = KeyTable("'markdown'", "/$defs/markdown", ["max_bytes"])

  /// An entry of `accepted.yaml`, which `schemas/accepted-v1.json` describes.
  package static let acceptance = KeyTable(
    "an accepted level",
    "/items",
    ["id", "params", "metric", "suite", "class", "from", "to", "reason"]
  )

  /// Every kind of mapping that has keys of its own.
  package static let all: [KeyTable] =
    [
      root, build, defaults, samples, rounds, benchmark, monitor, standardInput, expect, gate, rule,
      against, scores, match, levels, budget, profile, baselines, machineClass, reports, junit,
      markdown,
    ] + ofEvals
}
