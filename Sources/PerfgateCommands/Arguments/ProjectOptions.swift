import ArgumentParser

/// Where the configuration is and what of it is meant.
struct ProjectOptions: ParsableArguments {
  @Option(
    name: .shortAndLong,
    help: ArgumentHelp(
      "The configuration (default: perfgate.yaml). Repeatable: suites of one run, ruled by the first.",
      valueName: "file"
    )
  )
  var config: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only benchmarks and evals whose id matches; * stays within a segment, ** crosses /, parameters stand "
        + "in brackets: 'parse/*[size=1000]'. Repeatable.",
      valueName: "glob"
    )
  )
  var filter: [String] = []

  @Option(
    help: ArgumentHelp(
      "Leave out what matches in this way. Repeatable.",
      valueName: "glob"
    )
  )
  var exclude: [String] = []

  @Option(
    help: ArgumentHelp("Only this suite, where there are several. Repeatable.", valueName: "name")
  )
  var suite: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only benchmarks and evals with one of these tags. Repeatable.",
      valueName: "tag"
    )
  )
  var tag: [String] = []

  @Option(
    help: ArgumentHelp(
      "Only benchmarks (monitors among them), or only evals.",
      valueName: "benchmarks|evals"
    )
  )
  var only: String?

  @Option(
    help: ArgumentHelp("What the configuration changes under this name.", valueName: "name")
  )
  var profile: String?

  @Option(
    help: ArgumentHelp(
      "The machine class whose baselines apply, instead of this machine's own.",
      valueName: "class"
    )
  )
  var machine: String?
}
