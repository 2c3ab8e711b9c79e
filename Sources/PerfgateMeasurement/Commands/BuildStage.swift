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
  ///   - log: Where everything that it writes goes, absolute; `nil` keeps the end alone.
  /// - Returns: Why it failed; `nil` after a success.
  /// - Throws: `ProcessError` where programs cannot be run at all.
  package static func run(
    _ step: BuildStep,
    context: MeasurementContext,
    log: String? = nil
  ) throws(ProcessError) -> InvocationFailure? {
    let builder = RequestBuilder(context: context, timeoutSeconds: step.timeoutSeconds)
    var request: ProcessRequest
    do throws(ExecutableLookupError) {
      request = try builder.request(for: step.command)
    } catch {
      return InvocationFailure(error, invocation: nil)
    }
    if let log { request.write(into: log) }
    let limits = ProcessRequest.OutputLimits(headBytes: 0, tailBytes: keptBytes)
    request.outputLimits = limits
    request.errorLimits = limits
    let outcome = try context.runner.run(request)
    // A build daemon that would have stayed was ended, which is no fault of the build.
    var own = outcome
    own.leftoverProcesses = 0
    var failure = InvocationFailure(
      own,
      expectedExit: 0,
      timeoutSeconds: step.timeoutSeconds,
      invocation: nil
    )
    if let log {
      failure?.output += String(decoding: Files.tail(of: log, atMost: keptBytes), as: UTF8.self)
    }
    return failure
  }
}

extension ProcessRequest {
  /// Lets the shell open a file for both streams, so that lines stay in their order and are there
  /// while the program runs.
  fileprivate mutating func write(into log: String) {
    arguments = ["-c", #"exec "$@" >>"$0" 2>&1"#, log, executable] + arguments
    executable = RequestBuilder.shell
    programName = "sh"
  }
}
