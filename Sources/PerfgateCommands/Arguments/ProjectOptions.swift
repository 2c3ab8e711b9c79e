import ArgumentParser

/// Where the configuration is and what of it is meant.
struct ProjectOptions: ParsableArguments {
  @Option(name: .shortAndLong, help: "The configuration (default: perfgate.yaml).")
  var config: String?

  @Option(
    help: ArgumentHelp(
      "Only benchmarks whose id matches; * stays within a segment, ** crosses /. Repeatable.",
      valueName: "glob"
    )
  )
  var filter: [String] = []

  @Option(
    help: ArgumentHelp("Leave out benchmarks whose id matches. Repeatable.", valueName: "glob")
  )
  var exclude: [String] = []

  @Option(
    help: ArgumentHelp(
      "The machine class whose baselines apply, instead of this machine's own.",
      valueName: "class"
    )
  )
  var machine: String?
}
