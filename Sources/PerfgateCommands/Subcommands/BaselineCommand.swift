import ArgumentParser

/// `perfgate baseline`: the committed baselines.
struct BaselineCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "baseline",
    abstract: "Records, accepts, moves, removes and shows the committed baselines.",
    subcommands: [
      BaselineRecordCommand.self, BaselineShowCommand.self, BaselineAcceptCommand.self,
      BaselineApplyCommand.self,
      BaselineRenameCommand.self, BaselinePruneCommand.self,
    ]
  )
}
