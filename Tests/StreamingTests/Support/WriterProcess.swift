import Foundation
import Glibc
import PerfgateTestSupport

/// `perfgate-streams write`, a process that writes results and can be killed.
struct WriterProcess {
  let folder: TemporaryDirectory
  static let executable = BuiltTool.path(of: "perfgate-streams")

  var path: String { folder.path("results.jsonl") }
  private var output: String { folder.path("output") }

  /// How a run ended.
  struct End {
    /// The exit code, or the signal that ended it.
    let code: Int32
    let wasKilled: Bool
    let lines: [String]

    /// How many results were told to be in the file, the last time before the end.
    var told: Int {
      let numbers = lines.compactMap { line in
        line.split(separator: " ").dropFirst().first.flatMap { Int($0.prefix { $0 != "," }) }
      }
      return numbers.last ?? 0
    }
  }

  /// Writes up to so many results in all, and is killed after some seconds where they are given.
  func run(results: Int, killedAfter seconds: Double? = nil) throws -> End {
    try folder.write("", to: "output")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.executable)
    process.arguments = ["write", path, String(results)]
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: output))
    try process.run()
    if let seconds {
      usleep(UInt32(seconds * 1e6))
      kill(process.processIdentifier, SIGKILL)
    }
    process.waitUntilExit()
    let text = try folder.text(of: "output")
    // The last line is a part of one where the process was killed between.
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    return End(
      code: process.terminationStatus,
      wasKilled: process.terminationReason == .uncaughtSignal,
      lines: lines.map(String.init)
    )
  }
}
