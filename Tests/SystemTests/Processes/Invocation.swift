import Glibc
import PerfgateSystem

func shell(_ script: String, timeoutNanoseconds: Int64? = nil) -> ProcessRequest {
  ProcessRequest(
    executable: "/bin/sh",
    programName: "sh",
    arguments: ["-c", script],
    environment: ["PATH": "/usr/bin:/bin"],
    timeoutNanoseconds: timeoutNanoseconds
  )
}

func text(_ output: CapturedOutput) -> String {
  String(decoding: output.kept, as: UTF8.self)
}

/// A number of seconds that is so odd that a process with this argument is ours.
struct SleepMark {
  let seconds: String

  init() {
    seconds = "36\(getpid()).\(UInt32.random(in: 1_000_000...UInt32.max))"
  }

  /// Whether no process has the mark as an argument any more; waits for those that are ending.
  func isGone() throws -> Bool {
    for _ in 0..<500 {
      if try holders().isEmpty { return true }
      usleep(20_000)
    }
    return false
  }

  func holders() throws -> [String] {
    try Files.names(inDirectory: "/proc").filter { name in
      guard Int(name) != nil, let line = try? Files.readBytes(at: "/proc/\(name)/cmdline")
      else { return false }
      let arguments = line.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
      return arguments.contains(seconds)
    }
  }
}
