import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateSystem
import Testing

struct FailureTests {
  /// The third measured invocation ends as given.
  private func entry(
    endingThird outcome: ProcessOutcome,
    expectedExit: Int32 = 0
  ) throws -> RunEntry {
    let bench = Bench { command, count in
      if command == "main", count == 2 { return outcome }
      var fine = ProcessOutcome.success
      fine.termination = .exited(code: command == "main" ? Int(expectedExit) : 0)
      return fine
    }
    let entry = try bench.measure(
      .plan {
        $0.samples = SamplingPlan(minimum: 5, maximum: 5, timeSeconds: 1)
        $0.teardown = [.echo("teardown")]
        $0.expectedExit = expectedExit
        $0.timeoutSeconds = 30
      }
    )
    #expect(bench.commands.last == "teardown", "what setup made must not stay behind")
    #expect(bench.commands.count { $0 == "main" } == 3, "nothing is measured after a failure")
    return entry
  }

  @Test(
    "every way to fail has its kind and its words, and keeps what was measured before",
    arguments: [
      (.exited(code: 3), .exit, "exited with 3"),
      (.signalled(11), .signal, "was ended by signal 11 (SIGSEGV)"),
      (.signalled(40), .signal, "was ended by signal 40"),
      (.timedOut, .timeout, "ran longer than its timeout of 30"),
      (
        .notStarted(StartFailure(step: .execution, errorNumber: 13)), .start,
        "could not be started: it cannot be executed: "
      ),
    ] as [(Termination, InvocationFailure.Kind, String)]
  )
  func kinds(termination: Termination, kind: InvocationFailure.Kind, words: String) throws {
    let entry = try entry(endingThird: .ending(termination))
    let failure = try #require(entry.failures.first)
    #expect(entry.failures.count == 1)
    #expect(entry.status == .failed)
    #expect(failure.kind == kind)
    #expect(failure.invocation == 2)
    #expect(failure.detail.hasPrefix(words))
    #expect(entry.reason == failure.detail)
    #expect(entry.samples(of: "wall")?.values == [0.01, 0.01])
    #expect(entry.invocations.count == 2)
  }

  @Test("processes that are left behind fail the invocation")
  func leftover() throws {
    var outcome = ProcessOutcome.success
    outcome.leftoverProcesses = 1
    var failure = try #require(try entry(endingThird: outcome).failures.first)
    #expect(failure.kind == .leftover)
    #expect(failure.detail.hasPrefix("left 1 process running"))
    outcome.leftoverProcesses = 2
    failure = try #require(try entry(endingThird: outcome).failures.first)
    #expect(failure.detail.hasPrefix("left 2 processes running"))
  }

  @Test("an expected exit code other than 0 succeeds, and every other one fails")
  func expectedExit() throws {
    let bench = Bench { _, _ in .ending(.exited(code: 3)) }
    #expect(try bench.measure(.plan { $0.expectedExit = 3 }).status == .measured)
    for code in [0, 1] {
      let failed = try entry(endingThird: .ending(.exited(code: code)), expectedExit: 3)
      #expect(failed.reason == "exited with \(code), expected 3")
    }
  }

  @Test("the end of the output is kept, standard error first, with a remark about what is not")
  func output() throws {
    var outcome = ProcessOutcome.ending(.exited(code: 1))
    outcome.standardOutput = CapturedOutput(
      head: Array("begin".utf8),
      tail: Array("end".utf8),
      totalBytes: 100
    )
    outcome.standardError = CapturedOutput(head: Array("no such file".utf8))
    let failure = try #require(try entry(endingThird: outcome).failures.first)
    #expect(failure.output == "no such file\nbegin\n[... 92 bytes left out ...]\nend")
  }

  @Test("a failing warm-up invocation fails the benchmark outside of any counted invocation")
  func warmup() throws {
    let bench = Bench { _, count in count == 1 ? .ending(.exited(code: 9)) : .success }
    let entry = try bench.measure(.plan { $0.warmup = 3 })
    #expect(entry.failures.map(\.invocation) == [nil])
    #expect(entry.failures.map(\.kind) == [.exit])
    #expect(entry.invocations.count == 0)
    #expect(bench.commands.count == 2)
  }

  @Test("a program that is not there is a failure to start, and teardown runs")
  func notFound() throws {
    let bench = Bench()
    let entry = try bench.measure(
      .plan("a", .words(["/no/such/program"])) { $0.teardown = [.echo("teardown")] }
    )
    #expect(entry.failures.map(\.kind) == [.start])
    #expect(entry.reason == "there is no program /no/such/program")
    #expect(bench.commands == ["teardown"])
  }

  @Test(
    "a hook that fails is a failure of its own and ends the benchmark",
    arguments: [
      ("setup", ["setup", "teardown"], nil),
      ("prepare", ["setup", "prepare", "teardown"], 0),
      ("cleanup", ["setup", "prepare", "main", "cleanup", "teardown"], 0),
      (
        "teardown",
        ["setup", "prepare", "main", "cleanup", "prepare", "main", "cleanup", "teardown"], nil
      ),
    ] as [(String, [String], Int?)]
  )
  func hooks(name: String, commands: [String], invocation: Int?) throws {
    let bench = Bench { command, _ in
      command == name ? .ending(.exited(code: 7)) : .success
    }
    let entry = try bench.measure(
      .plan {
        $0.samples = SamplingPlan(minimum: 2, maximum: 2, timeSeconds: 1)
        $0.setup = [.echo("setup")]
        $0.prepare = [.echo("prepare")]
        $0.cleanup = [.echo("cleanup")]
        $0.teardown = [.echo("teardown")]
      }
    )
    #expect(bench.commands == commands)
    let failure = try #require(entry.failures.first)
    #expect(failure.kind == .hook)
    #expect(failure.invocation == invocation)
    #expect(failure.detail == "\(name) '/bin/echo \(name)' exited with 7")
    #expect(entry.status == .failed)
  }

  @Test("cleanup follows a failed invocation, and the first failure is the reason")
  func cleanupAfterFailure() throws {
    let bench = Bench { command, _ in
      .ending(.exited(code: command == "main" ? 1 : command == "cleanup" ? 2 : 0))
    }
    let entry = try bench.measure(.plan { $0.cleanup = [.echo("cleanup")] })
    #expect(bench.commands == ["main", "cleanup"])
    #expect(entry.failures.map(\.kind) == [.exit, .hook])
    #expect(entry.reason == "exited with 1")
  }

  @Test("a failed benchmark does not stop the next one")
  func nextBenchmark() throws {
    let bench = Bench { command, _ in command == "bad" ? .ending(.signalled(6)) : .success }
    let entries = try bench.measureAll([.plan("a", .echo("bad")), .plan("b", .echo("good"))])
    #expect(entries.map(\.status) == [.failed, .measured])
    #expect(entries.map(\.key.id.text) == ["a", "b"])
  }

  @Test("a runner that fails is no failure of the benchmark, and reaches the caller")
  func processError() throws {
    let fault = ProcessError.protocolViolation(reason: "rubbish")
    for place in ["setup", "main", "cleanup", "teardown"] {
      let bench = Bench { command, _ throws(ProcessError) in
        if command == place { throw fault }
        return .success
      }
      #expect(throws: fault) {
        try bench.measure(
          .plan {
            $0.setup = [.echo("setup")]
            $0.cleanup = [.echo("cleanup")]
            $0.teardown = [.echo("teardown")]
          }
        )
      }
    }
  }

  @Test("a program that ends what runs it fails alone, and teardown still runs")
  func spawnerKilled() throws {
    let bench = Bench { command, _ throws(ProcessError) in
      if command == "main" { throw .spawnerDied }
      return .success
    }
    let entry = try bench.measure(.plan { $0.teardown = [.echo("teardown")] })
    #expect(entry.status == .failed)
    #expect(entry.failures.map(\.kind) == [.signal])
    #expect(bench.requests.last?.command == "teardown")
  }
}
