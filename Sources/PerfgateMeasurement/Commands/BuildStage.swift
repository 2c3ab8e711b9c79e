package import PerfgateConfiguration
package import PerfgateModel
package import PerfgateSystem

/// The build that comes before measuring.
package enum BuildStage {
  /// How many lines of a failed build's output are worth showing.
  package static let shownLines = 40
  private static let keptBytes = 64 * 1024

  /// Runs the build.
  ///
  /// - Parameters:
  ///   - step: The command and its timeout.
  ///   - context: Runner and surroundings.
  /// - Returns: Why it failed; `nil` after a success.
  /// - Throws: `ProcessError` where programs cannot be run at all.
  package static func run(
    _ step: BuildStep,
    context: MeasurementContext
  ) throws(ProcessError) -> InvocationFailure? {
    let builder = RequestBuilder(context: context, timeoutSeconds: step.timeoutSeconds)
    var request: ProcessRequest
    do throws(ExecutableLookupError) {
      request = try builder.request(for: step.command)
    } catch {
      return InvocationFailure(error, invocation: nil)
    }
    let limits = ProcessRequest.OutputLimits(headBytes: 0, tailBytes: keptBytes)
    request.outputLimits = limits
    request.errorLimits = limits
    let outcome = try context.runner.run(request)
    // A build daemon that would have stayed was ended, which is no fault of the build.
    var own = outcome
    own.leftoverProcesses = 0
    return InvocationFailure(
      own,
      expectedExit: 0,
      timeoutSeconds: step.timeoutSeconds,
      invocation: nil
    )
  }
}
