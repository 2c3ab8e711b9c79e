import Foundation
import PerfgateHost
import PerfgateMonitor

/// What one span costs, in nanoseconds, beside clocks and what others record in memory.
///
/// All cases take turns, so a busy machine makes all of them slower; the smallest round is shown
/// beside the median.
struct SpanCosts {
  /// One thing that is timed.
  struct Case {
    var name: String
    /// How many threads do it at a time.
    var threads = 1
    /// How often a round does it: long enough for a clock that counts whole ticks of the scheduler.
    var iterations = 1_000_000
    /// Does it so many times.
    var body: (Int) -> Void
  }

  /// What one thread needed for one span, in nanoseconds.
  private struct Reading {
    var wall: Double
    /// Of a processor: what it does meanwhile for others does not count.
    var processor: Double
  }

  let rounds: Int

  /// The table.
  func table() -> [String] {
    let cases = Self.cases + PeerCosts.cases
    var readings = cases.map { _ in [Reading]() }
    for round in 0...rounds {
      for (index, one) in cases.enumerated() {
        let reading = Self.read(one)
        // The first round warms up, and gives the clock time to find its rate.
        if round > 0 { readings[index].append(reading) }
      }
    }
    let clock = FastClock.usesTicks ? "the time stamp counter" : "clock_gettime"
    let head = [
      "ns a span; the monitor reads \(clock); \(rounds) interleaved rounds",
      "",
      "| | processor, smallest | processor, median | wall, smallest |", "|---|---:|---:|---:|",
    ]
    return head
      + zip(cases, readings).map { one, values in
        let processor = values.map(\.processor).sorted()
        let wall = values.map(\.wall).min() ?? 0
        let median = processor[processor.count / 2]
        return "| \(one.name) | \(processor[0].text()) | \(median.text()) | \(wall.text()) |"
      }
  }

  /// Does the thing of a number so many times.
  static func run(_ number: Int, count: Int) {
    cases.dropFirst(number).first?.body(count)
  }

  private static func read(_ one: Case) -> Reading {
    let (wall, processor) = (
      MonotonicClock.nowNanoseconds(), ProcessorTime.processNanoseconds()
    )
    one.body(one.iterations)
    let spans = Double(one.iterations)
    return Reading(
      wall: Double(MonotonicClock.nowNanoseconds() - wall) / spans,
      processor: Double(ProcessorTime.processNanoseconds() - processor)
        / (spans * Double(one.threads))
    )
  }

  private static var cases: [Case] { clocks + spans + nested + measured + threads }

  private static var clocks: [Case] {
    [
      Case(name: "two readings of the monotonic clock") { count in
        var sum: Int64 = 0
        for _ in 0..<count {
          sum &+= MonotonicClock.nowNanoseconds() &- MonotonicClock.nowNanoseconds()
        }
        keep(sum)
      },
      Case(name: "two readings of the monitor's clock") { count in
        var sum: Int64 = 0
        for _ in 0..<count { sum &+= FastClock.nowNanoseconds() &- FastClock.nowNanoseconds() }
        keep(sum)
      },
    ]
  }

  private static let monitor = PerformanceMonitor()
  private static let tracingMonitor: PerformanceMonitor = {
    var options = MonitorOptions()
    options.traceCapacity = 10_000
    return PerformanceMonitor(options: options)
  }()

  private static var spans: [Case] {
    let stage = monitor.stage("run")
    let off = PerformanceMonitor.shared.stage("run")
    let many = (0..<100).map { monitor.stage("stage \($0)") }
    let traced = tracingMonitor.stage("run")
    return [
      Case(name: "span, monitor off") { count in
        for _ in 0..<count { off.begin().end() }
      },
      Case(name: "span") { count in
        for _ in 0..<count { stage.begin().end() }
      },
      Case(name: "span, 100 stages in turn") { count in
        for index in 0..<count { many[index % 100].begin().end() }
      },
      Case(name: "span with a wait and bytes") { count in
        for _ in 0..<count {
          var span = stage.begin()
          span.addWait(.queue, nanoseconds: 1)
          span.addBytes(10)
          span.end()
        }
      },
      Case(name: "span, kept in a trace of 10,000") { count in
        for _ in 0..<count { traced.begin().end() }
      },
    ]
  }

  private static var nested: [Case] {
    let stages = ["load", "run", "score", "write"].map(monitor.stage)
    let root = monitor.stage("case")
    return [
      Case(name: "span in a span (one parent, children in turn)") { count in
        var parent = root.begin()
        let context = parent.context
        for _ in 0..<count { stages[0].begin(in: context).end() }
        parent.end()
      },
      Case(name: "span of a tree of five (a case with four stages)") { count in
        for _ in 0..<count / 5 {
          var parent = root.begin()
          let context = parent.context
          for stage in stages { stage.begin(in: context).end() }
          parent.end()
        }
      },
    ]
  }

  private static var measured: [Case] {
    let stage = monitor.stage("run")
    return [
      Case(name: "`measure(\"name\") { }`, monitor off") { count in
        var sum = 0
        for index in 0..<count { measure("run") { sum &+= index } }
        keep(Int64(sum))
      },
      Case(name: "`measure(\"name\") { }`") { [monitor] count in
        var sum = 0
        for index in 0..<count { monitor.measure("run") { sum &+= index } }
        keep(Int64(sum))
      },
      Case(name: "`stage.measure { }`") { count in
        var sum = 0
        for index in 0..<count { stage.measure { sum &+= index } }
        keep(Int64(sum))
      },
      Case(name: "`stage.measure { }` in a task") { count in
        inTask {
          var sum = 0
          for index in 0..<count { stage.measure { sum &+= index } }
          keep(Int64(sum))
        }
      },
      Case(name: "`await stage.measure { }`, asynchronous body") { count in
        inTask {
          for _ in 0..<count { await stage.measure { await nothing() } }
        }
      },
    ]
  }

  private static var threads: [Case] {
    let stage = monitor.stage("run")
    return [
      Case(name: "span, one started thread") { count in
        onThreads(1) { _ in for _ in 0..<count { stage.begin().end() } }
      },
      Case(name: "span, two threads at once, each", threads: 2) { count in
        onThreads(2) { _ in for _ in 0..<count { stage.begin().end() } }
      },
    ]
  }
}

/// Keeps a value from being computed for nothing.
@inline(never)
func keep(_ value: Int64) {
  if value == .min { onThreads(0) { _ in } }
}

/// Runs work in a task, and waits for it.
func inTask(_ body: @escaping @Sendable () async -> Void) {
  let done = DispatchSemaphore(value: 0)
  Task {
    await body()
    done.signal()
  }
  done.wait()
}

@inline(never)
private func nothing() async {}
