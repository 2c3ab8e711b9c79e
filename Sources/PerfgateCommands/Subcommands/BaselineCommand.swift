import ArgumentParser

/// `perfgate baseline`: the committed baselines.
struct BaselineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Records and shows the committed baselines.",
    subcommands: [BaselineRecordCommand.self, BaselineShowCommand.self]
  )
}
