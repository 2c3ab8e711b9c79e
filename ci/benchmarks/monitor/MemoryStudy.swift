import Foundation
import PerfgateHost
import PerfgateMonitor
import PerfgateStatistics

/// The memory that a monitor takes, in a process that does nothing else.
struct MemoryStudy {
  let stages: Int
  let spans: Int
  let threads: Int

  /// A row of the table.
  func table() -> [String] {
    // What runs once takes memory once: threads, and the first monitor of a process.
    let first = PerformanceMonitor()
    onThreads(threads) { _ in first.stage("first").begin().end() }
    keep(Int64(first.snapshot().text().count))
    let before = ProcessMemory.residentBytes() ?? 0
    let busy = BusyMonitor(stages: max(1, stages))
    let each = spans / max(1, threads)
    onThreads(max(1, threads)) { number in busy.record(each, seed: UInt64(number)) }
    let after = ProcessMemory.residentBytes() ?? 0
    let megabytes = Double(after - before) / 1e6
    let counted = busy.monitor.snapshot().spanCount
    return ["| \(stages) | \(counted) | \(threads) | \(megabytes.text(2)) |"]
  }
}

/// A monitor whose spans last from 100 ns to an hour, each as likely as any other on a logarithmic
/// scale, so that its histograms are as large as they get; one in 16 waits.
struct BusyMonitor: Sendable {
  let monitor: PerformanceMonitor
  private let clock = ManualClock()
  private let turn = DispatchQueue(label: "turn")
  private let stages: [Stage]

  init(stages count: Int) {
    var options = MonitorOptions()
    options.clock = .manual(clock)
    let monitor = PerformanceMonitor(options: options)
    self.monitor = monitor
    stages = (0..<count).map { monitor.stage("stage \($0)") }
  }

  /// Records spans of all stages in turn.
  func record(_ count: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for index in 0..<count {
      let least = Int64(1) << Int64(7 + generator.nextIndex(below: 35))
      let nanoseconds = least + Int64(generator.next() % UInt64(least))
      let waits = generator.nextIndex(below: 16) == 0
      // One thread at a time: the time that another one lets pass would make spans longer.
      turn.sync {
        var span = stages[index % stages.count].begin()
        clock.advance(nanoseconds: nanoseconds)
        if waits { span.addWait(.queue, nanoseconds: nanoseconds / 2) }
        span.end()
      }
    }
  }
}
