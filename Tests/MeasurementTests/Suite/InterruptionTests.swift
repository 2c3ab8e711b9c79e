import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport
import Synchronization
import Testing

/// Tells that perfgate was interrupted, once it was.
private final class Flag: Sendable {
  private let value = Mutex(false)

  var isRaised: Bool { value.withLock { $0 } }

  func raise() { value.withLock { $0 = true } }
}

struct InterruptionTests {
  @Test("what was measured is kept, the running benchmark is torn down once, the rest is skipped")
  func interrupted() throws {
    let flag = Flag()
    var bench = Bench { command, count in
      guard command == "main", count == 4 else { return .success }
      flag.raise()
      return .ending(.interrupted)
    }
    bench.context.isInterrupted = { flag.isRaised }
    let plans = try ["a", "b", "c"].map { id in
      try BenchmarkPlan.plan(id) {
        $0.setup = [.echo("setup \(id)")]
        $0.prepare = id == "b" ? [.echo("prepare")] : []
        $0.cleanup = id == "b" ? [.echo("cleanup")] : []
        $0.teardown = [.echo("teardown \(id)")]
      }
    }
    var finished: [Int: RunEntry.Status] = [:]
    let entries = try SuiteMeasurement.measure(
      plans,
      context: bench.context,
      finished: { finished[$0] = $1.status },
      progress: { _ in }
    )
    #expect(entries.map(\.status) == [.measured, .skipped, .skipped])
    #expect(entries[1].samples(of: "wall")?.values.count == 1)
    #expect(entries[1].reason == "perfgate was interrupted while measuring it, after 1 invocation")
    #expect(entries[2].reason == "perfgate was interrupted before it came to it")
    #expect(entries[2].command == ["/bin/echo", "main"])
    #expect(finished == [0: .measured, 1: .skipped])
    #expect(bench.commands.suffix(4) == ["prepare", "main", "cleanup", "teardown b"])
    #expect(!bench.commands.contains("setup c"))
  }

  @Test("only what cleans up has patience with an interruption", arguments: ["prepare", "setup"])
  func patience(hook: String) throws {
    let bench = Bench { command, _ in
      command == hook ? .ending(.interrupted) : .success
    }
    let entry = try bench.measure(
      .plan {
        $0.setup = [.echo("setup")]
        $0.prepare = [.echo("prepare")]
        $0.cleanup = [.echo("cleanup")]
        $0.teardown = [.echo("teardown")]
      }
    )
    #expect(entry.status == .skipped)
    let patient = bench.requests.filter { $0.interruptPatienceNanoseconds > 0 }.map(\.command)
    #expect(patient == ["teardown"])
    #expect(bench.commands.last == "teardown")
  }

  @Test("an invocation that was interrupted in a series is no failure of the benchmark")
  func series() throws {
    let bench = Bench { _, count in count == 2 ? .ending(.interrupted) : .success }
    let entry = try bench.measure(.plan())
    #expect(entry.status == .skipped)
    #expect(entry.invocations.count == 2)
    #expect(entry.failures.map(\.kind) == [.interrupted])
  }
}
