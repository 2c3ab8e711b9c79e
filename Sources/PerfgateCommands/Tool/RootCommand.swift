import ArgumentParser

/// The command line of perfgate.
struct RootCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "perfgate",
    abstract:
      "A performance gate for pull requests: run --against measures a change beside its base.",
    discussion: """
      perfgate run --against main    this work tree beside where it left main
      perfgate run --against auto    the same in CI, for pull and merge requests
      perfgate ab 'OLD' 'NEW'        two commands
      perfgate                       with the committed baselines

      What is measured is in perfgate.yaml in this folder, or a command behind --: \
      perfgate run --against main -- ./program. --help-hidden shows rare options, too.

      Exit codes: 0 pass, 10 regression, 11 budget exceeded, 12 something missing, 13 undecided, \
      20 nothing to compare with (set-up unfinished), 21 the host disturbed the measuring, 30 a benchmark failed, 64 usage, \
      65 malformed data, 66 missing input, 70 fault of perfgate, 73 cannot write, \
      78 bad configuration, 130 interrupted.
      """,
    version: "0.1.0",
    subcommands: [
      RunCommand.self, MeasureCommand.self, EvalCommand.self, CompareCommandsCommand.self,
      CheckCommand.self, ReportCommand.self, BaselineCommand.self, ExplainCommand.self,
      ListCommand.self, DoctorCommand.self,
      SchemaCommand.self,
    ],
    defaultSubcommand: RunCommand.self
  )
}
