import Glibc
import PerfgateSystem
import PerfgateTestSupport
import Testing

/// A descriptor that a test makes readable, as a signal would.
private final class Trigger {
  let descriptor: Int32
  private let other: Int32

  init() throws {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    descriptor = fcntl(ends[0], F_DUPFD_CLOEXEC, 10)
    other = ends[1]
    close(ends[0])
  }

  deinit {
    close(descriptor)
    close(other)
  }

  /// Whoever runs a program tells it that way where the trigger is.
  var path: String { "/proc/\(getpid())/fd/\(other)" }

  func raise() { write(other, "x", 1) }
}

@Suite("Interruptions")
struct InterruptionTests {
  @Test("what runs is ended with its whole tree, though it ignores TERM, and nothing starts after")
  func endsTree() throws {
    let trigger = try Trigger()
    let mark = SleepMark()
    let client = try SpawnerClient.start(
      executable: BuiltTool.path,
      interrupt: trigger.descriptor
    )
    #expect(try client.run(shell("exit 3")).termination == .exited(code: 3))
    let nap = "sleep \(mark.seconds)"
    var request = shell(
      """
      trap '' TERM
      \(nap) & setsid \(nap) & (setsid sh -c '\(nap) & \(nap)' &)
      sleep 0.2
      printf x >\(trigger.path)
      \(nap); \(nap)
      """
    )
    request.terminationGraceNanoseconds = 100_000_000
    #expect(try client.run(request).termination == .interrupted)
    #expect(try mark.holders() == [])
    let file = try TemporaryDirectory().path("never")
    #expect(try client.run(shell("touch \(file)")).termination == .interrupted)
    #expect(!Files.exists(file))
  }

  @Test("what cleans up is still started, has its patience, and no more")
  func patience() throws {
    let trigger = try Trigger()
    let client = try SpawnerClient.start(
      executable: BuiltTool.path,
      interrupt: trigger.descriptor
    )
    trigger.raise()
    var quick = shell("sleep 0.05; exit 4")
    quick.interruptPatienceNanoseconds = 100_000_000_000
    #expect(try client.run(quick).termination == .exited(code: 4))
    var endless = shell("exec sleep 1000")
    endless.interruptPatienceNanoseconds = 50_000_000
    #expect(try client.run(endless).termination == .interrupted)
    var short = shell("exec sleep 1000", timeoutNanoseconds: 50_000_000)
    short.interruptPatienceNanoseconds = 100_000_000_000
    #expect(try client.run(short).termination == .timedOut)
  }

  @Test("a request that was sent ahead is not started")
  func series() throws {
    let trigger = try Trigger()
    let client = try SpawnerClient.start(
      executable: BuiltTool.path,
      interrupt: trigger.descriptor
    )
    var ends: [Termination] = []
    try client.runSeries(of: 5) { index in
      shell(index == 1 ? "printf x >\(trigger.path); exec sleep 1000" : "exit \(index)")
    } each: { outcome in
      ends.append(outcome.termination)
      return true
    }
    #expect(
      ends == [.exited(code: 0), .interrupted, .interrupted, .interrupted, .interrupted]
    )
  }

  @Test("the first signal is held back, its echo too, and a second one ends the process")
  func signals() async {
    await #expect(processExitsWith: .signal(SIGTERM)) {
      // Who runs tests in the background has SIGINT ignored.
      for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
      var none = sigset_t()
      sigemptyset(&none)
      pthread_sigmask(SIG_SETMASK, &none, nil)
      let descriptor = try #require(Interruption.listen())
      #expect(Interruption.listen() == descriptor)
      #expect(!Interruption.isRaised)
      raise(SIGINT)
      #expect(Interruption.isRaised)
      raise(SIGINT)
      raise(SIGTERM)
      var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      #expect(poll(&polled, 1, 0) == 1)
      usleep(600_000)
      raise(SIGTERM)
    }
  }

  @Test("a signal that was ignored before stays ignored")
  func ignored() async {
    await #expect(processExitsWith: .exitCode(7)) {
      signal(SIGHUP, SIG_IGN)
      Interruption.listen()
      raise(SIGHUP)
      exit(Interruption.isRaised ? 8 : 7)
    }
  }
}
