import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateSystem
import Testing

struct RequestTests {
  private func requests(
    of plan: BenchmarkPlan,
    seed: UInt64 = 1
  ) throws -> [ProcessRequest] {
    let bench = Bench(seed: seed)
    _ = try bench.measure(plan)
    return bench.requests
  }

  @Test("folder, environment, timeout and arguments reach the program and its hooks")
  func surroundings() throws {
    let plan = try BenchmarkPlan.plan("a", .words(["echo", "one", "two three"])) {
      $0.workingDirectory = "tmp"
      $0.environment = ["LOG": "off", "HOME": "/nowhere"]
      $0.timeoutSeconds = 2.5
      $0.prepare = [.echo("prepare")]
    }
    let requests = try requests(of: plan)
    for request in requests {
      #expect(request.workingDirectory == "/tmp")
      #expect(request.environment["LOG"] == "off")
      #expect(request.environment["HOME"] == "/nowhere", "the plan's own value wins")
      #expect(request.environment["PATH"] == "/bin:/usr/bin")
      #expect(request.timeoutNanoseconds == 2_500_000_000)
    }
    #expect(requests[1].executable == "/bin/echo", "looked up in PATH")
    #expect(requests[1].programName == "echo")
    #expect(requests[1].arguments == ["one", "two three"])
  }

  @Test("only the benchmark itself reads standard input, and files start from the project's folder")
  func standardInput() throws {
    for (input, expected) in [
      (StandardInput.none, ProcessRequest.StandardInput.empty),
      (.text("a\nb"), .bytes(Array("a\nb".utf8))),
      (.file("data/in.json"), .file(path: "/data/in.json")),
      (.file("/abs"), .file(path: "/abs")),
    ] {
      let plan = try BenchmarkPlan.plan {
        $0.workingDirectory = "tmp"
        $0.standardInput = input
        $0.prepare = [.echo("prepare")]
      }
      let requests = try requests(of: plan)
      #expect(requests[0].standardInput == .empty)
      #expect(requests[1].standardInput == expected)
    }
  }

  @Test("timeouts beyond the ends of what there is are moved to them")
  func timeouts() throws {
    for (seconds, nanoseconds) in [(0.0, Int64(1000)), (1e300, 3_000_000_000_000_000_000)] {
      let plan = try BenchmarkPlan.plan { $0.timeoutSeconds = seconds }
      #expect(try requests(of: plan).first?.timeoutNanoseconds == nanoseconds)
    }
  }

  @Test("the environment is padded by another length for every invocation, at most a page")
  func padding() throws {
    let plan = try BenchmarkPlan.plan {
      $0.samples = SamplingPlan(minimum: 200, maximum: 200, timeSeconds: 1)
    }
    let lengths = try requests(of: plan).map {
      $0.paddingBytes
    }
    #expect(lengths.allSatisfy { (0..<4096).contains($0) })
    #expect(Set(lengths).count > 150)
    #expect(lengths.contains { $0 < 1024 } && lengths.contains { $0 >= 3072 })
    let again = try requests(of: plan).map { $0.paddingBytes }
    #expect(again == lengths, "the same seed repeats it")
    let other = try requests(of: plan, seed: 2)
      .map { $0.paddingBytes }
    #expect(other != lengths)
  }

  @Test("two benchmarks of a suite are padded differently")
  func paddingOfSuite() throws {
    let bench = Bench()
    _ = try bench.measureAll([.plan("a", .echo("a")), .plan("b", .echo("b"))])
    let padding = { (name: String) in
      bench.requests.filter { $0.command == name }.map { $0.paddingBytes }
    }
    #expect(padding("a") != padding("b"))
  }
}

struct BuildStageTests {
  private func build(
    _ outcome: ProcessOutcome,
    command: CommandLine = .echo("build")
  ) throws -> (InvocationFailure?, [ProcessRequest]) {
    let bench = Bench { _, _ in outcome }
    let step = BuildStep(
      command: command,
      timeoutSeconds: 90,
      location: SourcePlace(file: "perfgate.yaml", line: 1)
    )
    return (try BuildStage.run(step, context: bench.context), bench.requests)
  }

  @Test("a build that succeeds says nothing, also where a daemon of it stays")
  func success() throws {
    var outcome = ProcessOutcome.success
    outcome.leftoverProcesses = 2
    let (failure, requests) = try build(outcome)
    #expect(failure == nil)
    #expect(requests.count == 1)
    #expect(requests.first?.timeoutNanoseconds == 90_000_000_000)
    #expect(requests.first?.workingDirectory == "/")
    #expect(requests.first?.outputLimits.tailBytes == 65_536)
    #expect(requests.first?.paddingBytes == 0)
  }

  @Test("a build that fails says how, with the end of its output")
  func failure() throws {
    var outcome = ProcessOutcome.ending(.exited(code: 2))
    outcome.standardError = CapturedOutput(tail: Array("main.c:1: error".utf8), totalBytes: 15)
    let (failure, _) = try build(outcome)
    #expect(failure?.kind == .exit)
    #expect(failure?.detail == "exited with 2")
    #expect(failure?.output == "main.c:1: error")
    #expect(try build(.ending(.timedOut)).0?.detail.hasPrefix("ran longer than") == true)
    let (missing, requests) = try build(.success, command: .words(["/no/such/make"]))
    #expect(missing?.kind == .start)
    #expect(requests.isEmpty)
  }

  @Test("a build that uses the shell runs in one")
  func shell() throws {
    let (_, requests) = try build(.success, command: .shell("make && make check"))
    #expect(requests.first?.executable == "/bin/sh")
    #expect(requests.first?.arguments == ["-c", "make && make check"])
  }

  @Test("a runner that fails reaches the caller")
  func processError() throws {
    let bench = Bench { _, _ throws(ProcessError) in throw .spawnerDied }
    let step = BuildStep(
      command: .echo("build"),
      location: SourcePlace(file: "perfgate.yaml")
    )
    #expect(throws: ProcessError.spawnerDied) {
      try BuildStage.run(step, context: bench.context)
    }
  }
}
