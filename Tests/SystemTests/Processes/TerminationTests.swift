import Glibc
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("How an invocation ends")
struct TerminationTests {
  @Test("the exit code is reported", arguments: [0, 1, 7, 127, 255])
  func exitCode(code: Int) throws {
    let outcome = try BuiltTool.spawner().run(shell("exit \(code)"))
    #expect(outcome.termination == .exited(code: code))
    #expect(outcome.termination.isSuccess == (code == 0))
    #expect(outcome.leftoverProcesses == 0)
  }

  @Test("the signal that ended it is reported", arguments: [SIGKILL, SIGSEGV, SIGTERM, SIGPIPE])
  func signal(number: Int32) throws {
    let outcome = try BuiltTool.spawner().run(shell("kill -\(number) $$"))
    #expect(outcome.termination == .signalled(Int(number)))
  }

  @Test("a program that cannot start says which step failed")
  func notStarted() throws {
    let directory = try TemporaryDirectory()
    let plain = directory.path("plain")
    try Files.replaceAtomically(plain, with: Array("echo\n".utf8))
    let damaged = directory.path("damaged")
    try Files.replaceAtomically(damaged, with: Array("no program".utf8))
    #expect(chmod(damaged, 0o755) == 0)
    let client = try BuiltTool.spawner()
    func failure(_ request: ProcessRequest) throws -> StartFailure? {
      let outcome = try client.run(request)
      #expect(outcome.resources == ProcessOutcome.Resources())
      if case .notStarted(let failure) = outcome.termination { return failure }
      return nil
    }
    for (path, errorNumber) in [
      (directory.path("none"), ENOENT), (plain, EACCES), (directory.path, EACCES),
      (damaged, ENOEXEC), ("", ENOENT),
    ] {
      #expect(
        try failure(ProcessRequest(executable: path))
          == StartFailure(step: .execution, errorNumber: errorNumber)
      )
    }
    #expect(
      try failure(
        ProcessRequest(executable: "/bin/true", workingDirectory: directory.path("none"))
      )
        == StartFailure(step: .workingDirectory, errorNumber: ENOENT)
    )
    #expect(try client.run(shell("exit 3")).termination == .exited(code: 3))
  }

  @Test(
    "arguments beyond what the system takes are a start failure",
    arguments: [1 << 18, 1 << 22, 1 << 26]
  )
  func tooLong(bytes: Int) throws {
    let client = try BuiltTool.spawner()
    let argument = String(repeating: "x", count: bytes)
    let outcome = try client.run(ProcessRequest(executable: "/bin/true", arguments: [argument]))
    let expected = StartFailure(step: .execution, errorNumber: E2BIG)
    #expect(outcome.termination == .notStarted(expected))
    #expect(try client.run(shell("exit 0")).termination.isSuccess)
  }

  @Test("a start failure reads as a sentence")
  func wording() {
    let failure = StartFailure(step: .execution, errorNumber: EACCES)
    #expect(failure.description == "it cannot be executed: permission denied")
  }
}
