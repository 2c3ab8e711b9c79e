package import PerfgateConfiguration
package import PerfgateMeasurement
package import PerfgateModel
import PerfgateReport
package import PerfgateStore
import PerfgateSystem

/// Runs the build commands of a project in one tree: its own, or that of the base.
package struct TreeBuild {
  /// One build command and where it runs.
  package struct Task {
    /// The suite that it belongs to, where there are several.
    package var suite: String?
    /// The command.
    package var step: BuildStep
    /// The folder that it runs in, absolute.
    package var directory: String

    /// Creates a task.
    package init(suite: String?, step: BuildStep, directory: String) {
      self.suite = suite
      self.step = step
      self.directory = directory
    }
  }

  /// The base, where that is built; `nil` for the project's own tree.
  package var base: BaseRevision?
  /// The file that everything written goes to; `nil` for none.
  package var log: String?
  /// Runner, clock and environment.
  package var context: MeasurementContext
  /// Is told what begins, a line.
  package var announce: (String) -> Void

  /// Creates a build.
  package init(
    of base: BaseRevision? = nil,
    log: String? = nil,
    context: MeasurementContext,
    announce: @escaping (String) -> Void
  ) {
    self.base = base
    self.log = log
    self.context = context
    self.announce = announce
  }

  /// Builds, one command after the other.
  ///
  /// - Parameter tasks: What to run, in order.
  /// - Returns: How long each took, an interrupted one too; what would follow that is left out.
  /// - Throws: `GateError` with the end of what was written and exit 30, or 20 for the base; 73 where
  ///   the log cannot be written.
  package func run(_ tasks: [Task]) throws(GateError) -> [StageTiming] {
    if let log { try DocumentStore.publish([], at: log) }
    var stages: [StageTiming] = []
    for task in tasks where !context.isInterrupted() { stages.append(try run(task)) }
    return stages
  }

  private func run(_ task: Task) throws(GateError) -> StageTiming {
    let what =
      switch (base, task.suite) {
      case (nil, nil): "building"
      case (nil, let suite?): "building \(suite)"
      case (_?, nil): "building the base"
      case (_?, let suite?): "building \(suite) of the base"
      }
    announce(TerminalText.safe("\(what): \(task.step.command.description)"))
    var context = context
    context.directory = task.directory
    let begin = context.now()
    let failure: InvocationFailure?
    do throws(ProcessError) {
      failure = try BuildStage.run(task.step, context: context, log: log)
    } catch {
      throw GateError(.internalFault, error.description)
    }
    if let failure, failure.kind != .interrupted { throw error(failure, of: task) }
    let subject = [base.map { _ in "base" }, task.suite].compactMap { $0 }
    return StageTiming(
      name: subject.isEmpty ? "build" : "build of \(subject.joined(separator: ", "))",
      seconds: Double(context.now() - begin) / 1e9
    )
  }

  private func error(_ failure: InvocationFailure, of task: Task) -> GateError {
    var lines = failure.output.split(separator: "\n").suffix(BuildStage.shownLines)
      .map(String.init)
    if let log { lines.append("all of it is in \(log)") }
    let command = task.step.command.description
    guard let base else {
      return GateError(
        .benchmarkFailed,
        "the build '\(command)' \(failure.detail)",
        at: task.step.location,
        notes: lines
      )
    }
    let isFull = Files.isFull(at: task.directory, saying: failure.output)
    let see = "see it for yourself: cd \(ShellQuoting.quoted(task.directory)) && \(command)"
    return GateError(
      .nothingToCompare,
      "the base does not build, which is not your change: '\(command)' \(failure.detail) in "
        + base.description,
      at: task.step.location,
      notes: lines,
      hints: [
        isFull
          ? "\(BaseTreeCache.variable) names another folder, on a disk with room for the build"
          : see,
        "or compare with another commit: --against REF",
      ]
    )
  }
}
