import Glibc
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("What a program sees")
struct InvocationTests {
  @Test("arguments arrive as they are")
  func arguments() throws {
    let arguments = ["", "a b", "line\nbreak", "grüße 🐢", "$HOME", "'\"\\", ""]
    let outcome = try BuiltTool.spawner().run(
      ProcessRequest(
        executable: "/usr/bin/printf",
        arguments: ["%s\\0"] + arguments
      )
    )
    let received = outcome.standardOutput.kept.split(
      separator: 0,
      omittingEmptySubsequences: false
    ).dropLast().map { String(decoding: $0, as: UTF8.self) }
    #expect(received == arguments)
  }

  @Test("the program's own name is what was asked for")
  func programName() throws {
    let outcome = try BuiltTool.spawner().run(
      ProcessRequest(
        executable: "/bin/sh",
        programName: "my name",
        arguments: ["-c", "echo $0"]
      )
    )
    #expect(text(outcome.standardOutput) == "my name\n")
  }

  @Test("the environment is the given one and nothing else")
  func environment() throws {
    let client = try BuiltTool.spawner()
    let variables = ["B": "", "A": "x=y z", "ÜBER": "zwei\nZeilen"]
    let outcome = try client.run(
      ProcessRequest(executable: "/usr/bin/env", arguments: ["-0"], environment: variables)
    )
    let entries = outcome.standardOutput.kept.split(separator: 0).map {
      String(decoding: $0, as: UTF8.self)
    }
    #expect(ProcessEnvironment(parsing: entries).variables == variables)
    let empty = try client.run(ProcessRequest(executable: "/usr/bin/env"))
    #expect(empty.standardOutput == CapturedOutput())
  }

  @Test("it runs in the working directory, and a relative program is found there")
  func workingDirectory() throws {
    let directory = try TemporaryDirectory()
    let script = directory.path("script")
    try Files.replaceAtomically(script, with: Array("#!/bin/sh\npwd\n".utf8))
    #expect(chmod(script, 0o755) == 0)
    let outcome = try BuiltTool.spawner().run(
      ProcessRequest(executable: "./script", workingDirectory: directory.path)
    )
    #expect(text(outcome.standardOutput) == directory.path + "\n")
  }

  @Test("standard input is empty, a file or bytes")
  func standardInput() throws {
    let directory = try TemporaryDirectory()
    let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try Files.replaceAtomically(directory.path("input"), with: bytes)
    let client = try BuiltTool.spawner()
    var request = ProcessRequest(
      executable: "/bin/cat",
      outputLimits: .init(headBytes: 2_000_000, tailBytes: 1_000_000)
    )
    #expect(try client.run(request).standardOutput == CapturedOutput())
    request.standardInput = .bytes([])
    #expect(try client.run(request).standardOutput == CapturedOutput())
    request.standardInput = .bytes(bytes)
    #expect(try client.run(request).standardOutput.kept == bytes)
    request.standardInput = .file(path: directory.path("input"))
    for _ in 0..<2 { #expect(try client.run(request).standardOutput.kept == bytes) }
  }

  @Test("standard input that is no file is a start failure")
  func unusableInput() throws {
    let directory = try TemporaryDirectory()
    #expect(mkfifo(directory.path("pipe"), 0o600) == 0)
    let client = try BuiltTool.spawner()
    for (path, errorNumber) in [
      (directory.path("none"), ENOENT), (directory.path, EISDIR),
      (directory.path("pipe"), EINVAL),
    ] {
      let outcome = try client.run(
        ProcessRequest(executable: "/bin/cat", standardInput: .file(path: path))
      )
      let expected = StartFailure(step: .standardInput, errorNumber: errorNumber)
      #expect(outcome.termination == .notStarted(expected))
    }
  }

  @Test("it has three descriptors, no blocked or ignored signals, and a group of its own")
  func cleanState() throws {
    let outcome = try BuiltTool.spawner().run(
      shell(
        """
        echo /proc/$$/fd/*
        grep -E 'Sig(Blk|Ign)' /proc/self/status
        ps -o pid=,pgid= $$
        """
      )
    )
    let lines = text(outcome.standardOutput).split(separator: "\n")
    try #require(lines.count == 4)
    let descriptors = lines[0].split(separator: " ").compactMap { $0.split(separator: "/").last }
    #expect(descriptors.prefix(3) == ["0", "1", "2"])
    #expect(descriptors.count <= 4, "the shell's own, for the directory, may be the fourth")
    #expect(lines[1] == "SigBlk:\t0000000000000000")
    #expect(lines[2] == "SigIgn:\t0000000000000000")
    let numbers = lines[3].split(separator: " ")
    #expect(numbers.count == 2 && numbers.first == numbers.last)
  }

  @Test("what cannot be expressed is refused before anything runs")
  func invalidRequests() throws {
    let client = try BuiltTool.spawner()
    let requests = [
      ProcessRequest(executable: "/bin/true", arguments: ["a\0b"]),
      ProcessRequest(executable: "/bin/true\0"),
      ProcessRequest(executable: "/bin/true", environment: ["A=B": "c"]),
      ProcessRequest(executable: "/bin/true", environment: ["": "c"]),
      ProcessRequest(executable: "/bin/true", timeoutNanoseconds: 0),
      ProcessRequest(executable: "/bin/true", terminationGraceNanoseconds: -1),
    ]
    for request in requests {
      let error = #expect(throws: ProcessError.self) { try client.run(request) }
      guard case .invalidRequest = error else {
        #expect(error == nil, "the wrong error")
        continue
      }
    }
    #expect(
      try client.run(
        ProcessRequest(
          executable: "/bin/true",
          timeoutNanoseconds: .max,
          terminationGraceNanoseconds: .max
        )
      ).termination.isSuccess
    )
  }
}
