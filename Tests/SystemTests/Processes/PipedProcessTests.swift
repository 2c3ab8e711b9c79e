import CPerfgateSystem
import Glibc
import PerfgateSystem
import PerfgateTestSupport
import Testing

private func keeper(interrupt: Int32? = nil) throws -> ChildSpawner {
  try ChildSpawner.start(executable: BuiltTool.path, interrupt: interrupt)
}

private let byLine = PipedProcess.OutputForm.lines(longest: 1 << 20)

/// All lines of a program.
private func allLines(_ process: PipedProcess) async -> [String] {
  var texts: [String] = []
  while let next = await process.nextLines() {
    texts += next.map { String(decoding: $0, as: UTF8.self) }
  }
  return texts
}

@Suite("Programs with pipes", .waiting)
struct PipedProcessTests {
  @Test("what is written comes back by lines, and the end tells how it ended")
  func lines() async throws {
    let process = try keeper().start(
      shell("while read -r l; do echo \"<$l>\"; done; echo why >&2; printf rest; exit 3"),
      output: byLine
    )
    #expect(await process.write(Array("a\nb".utf8)))
    #expect(await process.write(Array("c\n\n".utf8)))
    process.closeInput()
    #expect(await allLines(process) == ["<a>", "<bc>", "<>"])
    #expect(process.rest == Array("rest".utf8))
    let end = try await process.wait()
    #expect(end.termination == .exited(code: 3))
    #expect(text(end.standardError) == "why\n")
    #expect(end.resources.peakResidentBytes > 100_000)
    #expect(!(await process.write([1])))
  }

  @Test("a program that is not there was not started")
  func missing() async throws {
    let process = try keeper().start(
      ProcessRequest(executable: "/nowhere/at/all"),
      output: byLine
    )
    let failure = StartFailure(step: .execution, errorNumber: ENOENT)
    #expect(try await process.wait().termination == .notStarted(failure))
    #expect(await process.nextLines() == nil)
  }

  @Test("a program that floods its output waits until somebody takes it")
  func backPressure() async throws {
    let process = try keeper().start(
      shell(
        "i=0; while [ $i -lt 64 ]; do head -c 131072 /dev/zero | tr '\\0' 'x'; echo; i=$((i+1)); "
          + "echo $i >&2; done"
      ),
      output: byLine
    )
    try await Task.sleep(for: .milliseconds(700))
    let written = String(decoding: process.errorTail, as: UTF8.self).split(separator: "\n").count
    #expect(written < 20)
    #expect(await allLines(process).map(\.utf8.count) == Array(repeating: 131_072, count: 64))
    #expect(try await process.wait().termination == .exited(code: 0))
  }

  @Test("a writer waits for a program that does not read, and no longer when it is cancelled")
  func writerWaits() async throws {
    let process = try keeper().start(shell("sleep 3600"), output: byLine)
    let bytes = [UInt8](repeating: 10, count: 2 << 20)
    let writer = Task { await process.write(bytes) }
    try await Task.sleep(for: .milliseconds(200))
    writer.cancel()
    #expect(await writer.value)
    process.kill()
    #expect(try await process.wait().termination == .signalled(Int(SIGKILL)))
  }

  @Test("a line that is too long ends the output")
  func longLine() async throws {
    let process = try keeper().start(
      shell("echo ok; head -c 3000000 /dev/zero; echo; echo more"),
      output: byLine
    )
    #expect(await allLines(process) == ["ok"])
    #expect(process.isOutputTooLong)
  }

  @Test("asked to end, a program may end by itself; one that does not is killed with its group")
  func terminate() async throws {
    let polite = try keeper().start(
      shell("trap 'echo bye; exit 5' TERM; echo ready; while :; do sleep 0.02; done"),
      output: byLine
    )
    #expect(await polite.nextLines()?.count == 1)
    polite.terminate()
    #expect(await allLines(polite) == ["bye"])
    #expect(try await polite.wait().termination == .exited(code: 5))
    let mark = SleepMark()
    var request = shell("trap '' TERM; setsid sleep \(mark.seconds) & echo; sleep \(mark.seconds)")
    request.terminationGraceNanoseconds = 100_000_000
    let stubborn = try keeper().start(request, output: byLine)
    _ = await stubborn.nextLines()
    stubborn.terminate()
    _ = try await stubborn.wait()
    #expect(try mark.holders() == [])
  }

  @Test("a program ends at its timeout")
  func timeout() async throws {
    let process = try keeper().start(
      shell("sleep 60", timeoutNanoseconds: 200_000_000),
      output: byLine
    )
    #expect(try await process.wait().termination == .timedOut)
  }

  @Test("a program that nobody has any more is killed, and the spawner ends")
  func released() async throws {
    let mark = SleepMark()
    let spawner: Int32
    do {
      let keeper = try keeper()
      spawner = try #require(keeper.spawnerProcessIdentifier)
      let process = try keeper.start(shell("sleep \(mark.seconds)"), output: byLine)
      for _ in 0..<6000 where try mark.holders().isEmpty { usleep(10_000) }
      _ = process.errorTail
    }
    #expect(try mark.isGone())
    for _ in 0..<6000 where Files.exists("/proc/\(spawner)/fd/0") { usleep(20_000) }
    #expect(!Files.exists("/proc/\(spawner)/fd/0"))
  }

  @Test("nobody outlives a perfgate that is killed, whatever they ignore")
  func killedClient() async throws {
    let mark = SleepMark()
    await #expect(processExitsWith: .signal(SIGKILL)) { [seconds = mark.seconds as String] in
      let script = """
        trap '' TERM INT HUP
        sleep \(seconds) & setsid sleep \(seconds) & (setsid sh -c 'sleep \(seconds) & wait' &)
        echo ready
        sleep \(seconds)
        """
      let keeper = try ChildSpawner.start(executable: BuiltTool.path)
      let form = PipedProcess.OutputForm.lines(longest: 100)
      let processes = try (0..<3).map { _ in try keeper.start(shell(script), output: form) }
      for process in processes { _ = await process.nextLines() }
      kill(getpid(), SIGKILL)
    }
    #expect(try mark.isGone())
  }

  @Test("a killed keeper fails its own program alone, which does not outlive it")
  func killedKeeper() async throws {
    let keeper = try keeper()
    let mark = SleepMark()
    let victim = try keeper.start(
      shell("setsid sleep \(mark.seconds) & kill -9 $PPID; sleep \(mark.seconds)"),
      output: byLine
    )
    let other = try keeper.start(shell("cat"), output: byLine)
    await #expect(throws: ProcessError.spawnerDied) { try await victim.wait() }
    #expect(try mark.isGone())
    await other.write(Array("still here\n".utf8))
    other.closeInput()
    #expect(await allLines(other) == ["still here"])
  }

  @Test("a spawner that was killed is replaced")
  func killedSpawner() async throws {
    let keeper = try keeper()
    let first = try #require(keeper.spawnerProcessIdentifier)
    kill(first, SIGKILL)
    for _ in 0..<6000 where Files.exists("/proc/\(first)/fd/0") { usleep(20_000) }
    let process = try keeper.start(shell("echo new"), output: byLine)
    #expect(await allLines(process) == ["new"])
    #expect(keeper.spawnerProcessIdentifier != first)
  }

  @Test("an interruption ends what runs, and nothing starts any more")
  func interrupted() async throws {
    var ends: [Int32] = [-1, -1]
    try #require(perfgate_pipe(&ends) == 0)
    let high = fcntl(ends[0], F_DUPFD_CLOEXEC, 10)
    defer { for end in ends + [high] { close(end) } }
    let keeper = try keeper(interrupt: high)
    let mark = SleepMark()
    let process = try keeper.start(
      shell("echo ready; setsid sleep \(mark.seconds) & sleep \(mark.seconds)"),
      output: byLine
    )
    _ = await process.nextLines()
    _ = perfgate_write_all(ends[1], [1], 1)
    #expect(try await process.wait().termination == .interrupted)
    #expect(try mark.holders() == [])
    let late = try keeper.start(shell("echo never"), output: byLine)
    #expect(await allLines(late) == [])
    #expect(try await late.wait().termination == .interrupted)
  }
}
