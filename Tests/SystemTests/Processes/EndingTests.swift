import Glibc
import PerfgateSystem
import PerfgateTestSupport
import Testing

@Suite("Timeouts and what is left behind")
struct EndingTests {
  @Test("a timeout ends the program, its group and its daemons, though they ignore TERM")
  func hangingTree() throws {
    let mark = SleepMark()
    let nap = "sleep \(mark.seconds)"
    var request = shell(
      """
      trap '' TERM
      \(nap) & setsid \(nap) &
      (setsid sh -c '\(nap) & \(nap)' &)
      \(nap); \(nap)
      """,
      timeoutNanoseconds: 300_000_000
    )
    request.terminationGraceNanoseconds = 100_000_000
    let outcome = try BuiltTool.spawner().run(request)
    #expect(outcome.termination == .timedOut)
    #expect(outcome.leftoverProcesses > 0)
    #expect(outcome.resources.wallNanoseconds >= 400_000_000)
    #expect(try mark.holders() == [])
  }

  @Test("a program that exits with 0 when asked to end has timed out nevertheless")
  func politeEnd() throws {
    let outcome = try BuiltTool.spawner().run(
      shell(
        "trap 'echo bye; exit 0' TERM; while :; do sleep 0.02; done",
        timeoutNanoseconds: 500_000_000
      )
    )
    #expect(outcome.termination == .timedOut)
    #expect(text(outcome.standardOutput) == "bye\n")
    #expect(outcome.leftoverProcesses == 0)
  }

  @Test("a stopped program is ended as well")
  func stopped() throws {
    var request = shell("kill -STOP $$", timeoutNanoseconds: 100_000_000)
    request.terminationGraceNanoseconds = 50_000_000
    #expect(try BuiltTool.spawner().run(request).termination == .timedOut)
  }

  @Test("a child in the background that holds the output is ended, and what it wrote is kept")
  func background() throws {
    let mark = SleepMark()
    let outcome = try BuiltTool.spawner().run(shell("sleep \(mark.seconds) & echo done"))
    #expect(outcome.termination == .exited(code: 0))
    #expect(text(outcome.standardOutput) == "done\n")
    #expect(outcome.leftoverProcesses == 1)
    #expect(try mark.holders() == [])
  }

  @Test("a daemon in a session of its own is found and ended")
  func daemon() throws {
    let mark = SleepMark()
    let outcome = try BuiltTool.spawner().run(
      shell("(setsid sleep \(mark.seconds) >/dev/null 2>&1 </dev/null &) ; exit 4")
    )
    #expect(outcome.termination == .exited(code: 4))
    #expect(outcome.leftoverProcesses == 1)
    #expect(try mark.holders() == [])
  }

  @Test("an endless writer in the background does not keep the invocation from ending")
  func endlessWriter() throws {
    let outcome = try BuiltTool.spawner().run(shell("yes & exit 0"))
    #expect(outcome.termination == .exited(code: 0))
    #expect(outcome.leftoverProcesses == 1)
  }

  @Test("hundreds of daemons are all ended")
  func manyDaemons() throws {
    let mark = SleepMark()
    let script = """
      i=0; while [ $i -lt 200 ]; do setsid sleep \(mark.seconds) & i=$((i+1)); done; exit 0
      """
    let outcome = try BuiltTool.spawner().run(shell(script))
    #expect(outcome.termination == .exited(code: 0))
    #expect(outcome.leftoverProcesses == 200)
    #expect(try mark.holders() == [])
  }

  @Test("nobody outlives a perfgate that is killed")
  func killedClient() async throws {
    let mark = SleepMark()
    await #expect(processExitsWith: .signal(SIGKILL)) { [seconds = mark.seconds as String] in
      var request = shell(
        """
        trap '' TERM
        sleep \(seconds) & setsid sleep \(seconds) & setsid sh -c 'sleep \(seconds)' &
        kill -9 $CLIENT
        sleep \(seconds)
        """
      )
      request.environment["CLIENT"] = "\(getpid())"
      _ = try BuiltTool.spawner().run(request)
    }
    #expect(try mark.isGone())
  }

  @Test("a spawner that is killed is an error, takes the program with it and is replaced")
  func killedSpawner() throws {
    let mark = SleepMark()
    let client = try BuiltTool.spawner()
    let first = client.spawnerProcessIdentifier
    #expect(throws: ProcessError.spawnerDied) {
      try client.run(shell("kill -9 $PPID; exec sleep \(mark.seconds)"))
    }
    #expect(client.spawnerProcessIdentifier == nil)
    #expect(try mark.isGone())
    #expect(try client.run(shell("exit 5")).termination == .exited(code: 5))
    #expect(client.spawnerProcessIdentifier != first)
  }

  @Test("a spawner that died between two invocations is replaced without an error")
  func idleSpawnerKilled() throws {
    let client = try BuiltTool.spawner()
    let process = try #require(client.spawnerProcessIdentifier)
    #expect(kill(process, SIGTERM) == 0)
    #expect(kill(process, SIGINT) == 0)
    #expect(try client.run(shell("exit 6")).termination == .exited(code: 6))
    #expect(client.spawnerProcessIdentifier == process)
    #expect(kill(process, SIGKILL) == 0)
    while Files.exists("/proc/\(process)/fd/0") { usleep(1000) }
    #expect(try client.run(shell("exit 7")).termination == .exited(code: 7))
  }

  @Test("the spawner ends with its client")
  func releasedClient() throws {
    let process = try #require(try BuiltTool.spawner().spawnerProcessIdentifier)
    for _ in 0..<6000 where Files.exists("/proc/\(process)/fd/0") { usleep(20_000) }
    #expect(!Files.exists("/proc/\(process)/fd/0"))
  }
}
