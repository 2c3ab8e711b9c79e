import PerfgateConfiguration
import PerfgateModel
import PerfgateSystem

extension InvocationFailure {
  /// What is wrong with an outcome; `nil` where nothing is.
  ///
  /// - Parameters:
  ///   - outcome: How the program ended.
  ///   - expectedExit: The exit code that it should end with.
  ///   - timeoutSeconds: The timeout that applied.
  ///   - invocation: Which invocation it was.
  init?(
    _ outcome: ProcessOutcome,
    expectedExit: Int,
    timeoutSeconds: Double,
    invocation: Int?
  ) {
    let kind: Kind
    let detail: String
    switch outcome.termination {
    case .exited(let code) where code == expectedExit:
      guard outcome.leftoverProcesses > 0 else { return nil }
      kind = .leftover
      let count = outcome.leftoverProcesses
      detail =
        "left \(count) process\(count == 1 ? "" : "es") running, whose work cannot be counted; "
        + "wait for what the command starts"
    case .exited(let code):
      kind = .exit
      detail = "exited with \(code)" + (expectedExit == 0 ? "" : ", expected \(expectedExit)")
    case .signalled(let signal):
      kind = .signal
      detail = "was ended by signal \(signal)\(Self.name(ofSignal: signal))"
    case .timedOut:
      kind = .timeout
      detail = "ran longer than its timeout of \(QuantityText.wait(seconds: timeoutSeconds))"
    case .interrupted:
      kind = .interrupted
      detail = "was ended when perfgate was interrupted"
    case .notStarted(let failure):
      kind = .start
      detail = "could not be started: \(failure)"
    }
    self.init(
      invocation: invocation,
      kind: kind,
      detail: detail,
      output: Self.excerpt(of: outcome)
    )
  }

  /// A program that was not found.
  init(_ error: ExecutableLookupError, invocation: Int?) {
    self.init(invocation: invocation, kind: .start, detail: error.description)
  }

  /// The same failure of one of setup, prepare, cleanup and teardown.
  func ofHook(_ name: String, command: CommandLine) -> InvocationFailure {
    InvocationFailure(
      invocation: invocation,
      kind: kind == .interrupted ? .interrupted : .hook,
      detail: "\(name) '\(command.description)' \(detail)",
      output: output
    )
  }

  /// The failure of a program that ended well, but did not say what its stages took.
  static func ofExport(
    _ detail: String,
    _ outcome: ProcessOutcome,
    invocation: Int?
  ) -> InvocationFailure {
    InvocationFailure(
      invocation: invocation,
      kind: .export,
      detail: detail,
      output: excerpt(of: outcome)
    )
  }

  /// The failure of a program that took its runner with it.
  static func killedSpawner(invocation: Int?) -> InvocationFailure {
    InvocationFailure(
      invocation: invocation,
      kind: .signal,
      detail: "ended the process that runs it: it killed its parent, or memory ran short"
    )
  }

  /// The end of what was written: people look there first.
  private static func excerpt(of outcome: ProcessOutcome) -> String {
    let streams = [outcome.standardError, outcome.standardOutput]
    return streams.filter { $0.totalBytes > 0 }.map(\.excerpt).joined(separator: "\n")
  }

  private static func name(ofSignal signal: Int) -> String {
    let names = [
      1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS",
      8: "SIGFPE", 9: "SIGKILL", 11: "SIGSEGV", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM",
      24: "SIGXCPU", 25: "SIGXFSZ", 31: "SIGSYS",
    ]
    return names[signal].map { " (\($0))" } ?? ""
  }
}

extension CapturedOutput {
  /// What was kept as text, with a remark where bytes were left out.
  package var excerpt: String {
    let text: (ArraySlice<UInt8>) -> String = { String(decoding: $0, as: UTF8.self) }
    guard omittedBytes > 0 else { return text((head + tail)[...]) }
    return "\(text(head[...]))\n[... \(omittedBytes) bytes left out ...]\n\(text(tail[...]))"
  }
}
