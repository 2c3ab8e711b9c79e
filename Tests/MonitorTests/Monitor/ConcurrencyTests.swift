import PerfgateMonitor
import Synchronization
import Testing

/// Run with the thread sanitizer, too: `swift test --sanitize=thread --filter MonitorTests`.
@Suite("Many tasks at once")
struct ConcurrencyTests {
  /// Tells another task to end.
  private final class Flag: Sendable {
    private let value = Atomic<Bool>(false)
    var isRaised: Bool { value.load(ordering: .relaxed) }
    func raise() { value.store(true, ordering: .relaxed) }
  }

  @Test("nothing is lost, whoever reads meanwhile")
  func sums() async {
    let monitor = PerformanceMonitor()
    let stages = (0..<4).map { monitor.stage("stage \($0)") }
    let isOver = Flag()
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          for index in 0..<5_000 {
            let span = stages[(task + index) % 4].begin()
            if index % 10 == 0 { span.fail() } else { span.end() }
          }
        }
      }
      group.addTask {
        while !isOver.isRaised {
          let snapshot = monitor.snapshot()
          for stage in snapshot.stages {
            #expect(stage.service.count == stage.spanCount)
            #expect(stage.critical.totalNanoseconds == stage.inclusiveNanoseconds)
          }
          await Task.yield()
        }
      }
      for _ in 0..<8 { await group.next() }
      isOver.raise()
    }
    let snapshot = monitor.snapshot()
    #expect(snapshot.spanCount == 40_000)
    #expect(snapshot.stages.reduce(0) { $0 + $1.failureCount } == 4_000)
    #expect(snapshot.stages.allSatisfy { $0.spanCount == 10_000 })
  }

  @Test("resetting snapshots lose nothing and count nothing twice")
  func resetting() async {
    let monitor = PerformanceMonitor()
    let (run, call) = (monitor.stage("run"), monitor.stage("call"))
    await withTaskGroup(of: MonitorSnapshot?.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<2_000 {
            var span = run.begin()
            span.child(call).end()
            span.end()
          }
          return nil
        }
      }
      group.addTask {
        var sum = monitor.snapshot(resetting: true)
        for _ in 0..<50 {
          sum.merge(monitor.snapshot(resetting: true))
          await Task.yield()
        }
        return sum
      }
      var sum: MonitorSnapshot?
      for await part in group { sum = part ?? sum }
      sum?.merge(monitor.snapshot(resetting: true))
      #expect(sum?.stage("run")?.spanCount == 8_000)
      #expect(sum?.stage("run")?.service.count == 8_000)
      #expect(sum?.stage("call")?.service.count == 8_000)
      #expect(sum?.links.map(\.count) == [8_000])
      #expect(sum?.criticalNanoseconds == sum?.stage("run")?.inclusiveNanoseconds)
    }
  }

  @Test("children of one span in many tasks add up to no more than the span")
  func oneParent() async throws {
    let monitor = PerformanceMonitor()
    let (run, call) = (monitor.stage("run"), monitor.stage("call"))
    var root = run.begin()
    let context = root.context
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          for index in 0..<500 {
            var span = call.begin(in: context)
            if index % 50 == 0 { await span.wait(.queue) { await Task.yield() } }
            if index % 50 == 25 { await context.wait(.rateLimit) { await Task.yield() } }
            if (index + task) % 3 == 0 { span.child(call).end() }
            span.end()
          }
        }
      }
    }
    root.end()
    let snapshot = monitor.snapshot()
    let figures = try #require(snapshot.stage("run"))
    #expect(snapshot.criticalNanoseconds == figures.inclusiveNanoseconds)
    #expect(figures.exclusiveNanoseconds >= 0)
    #expect(figures.exclusiveNanoseconds <= figures.inclusiveNanoseconds)
    #expect(figures.service.minimumNanoseconds >= 0)
  }

  @Test("traces, observers, stages and switches are used from everywhere at once")
  func everything() async {
    final class Counter: MonitorObserver {
      let begun = Atomic<Int>(0)
      let ended = Atomic<Int>(0)
      func spanBegan(_ span: SpanStart) { begun.wrappingAdd(1, ordering: .relaxed) }
      func spanEnded(_ span: SpanRecord) { ended.wrappingAdd(1, ordering: .relaxed) }
    }
    var options = MonitorOptions()
    options.traceCapacity = 100
    options.memoryInterval = .milliseconds(1)
    let monitor = PerformanceMonitor(options: options)
    let counter = Counter()
    monitor.add(observer: counter)
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<6 {
        group.addTask {
          for index in 0..<300 {
            await monitor.measure("case") {
              monitor.stage("stage \(index % 20 + task)").measure { span in
                span.setAttribute("index", to: .integer(Int64(index)))
              }
              await Task.yield()
            }
            if index % 100 == 0 { _ = monitor.recordedTrace() }
            if index % 150 == 0 { monitor.recordBaseline("main", resetting: false) }
          }
        }
      }
    }
    #expect(monitor.snapshot().spanCount == 3_600)
    #expect(counter.begun.load(ordering: .relaxed) == 3_600)
    #expect(counter.ended.load(ordering: .relaxed) == 3_600)
    #expect(monitor.recordedTrace().spans.count == 100)
    #expect(monitor.recordedTrace().droppedCount == 3_500)
  }

  @Test("monitors come and go while others record")
  func comingAndGoing() async {
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<4 {
        group.addTask {
          for round in 0..<50 {
            let monitor = PerformanceMonitor()
            let stage = monitor.stage("stage \(round % 3)")
            let kept = KeptSpan(monitor.stage("late").begin())
            for _ in 0..<100 { stage.begin().end() }
            #expect(monitor.snapshot().spanCount == 100)
            _ = task
            _ = consume monitor
            _ = consume stage
            kept.end()
          }
        }
      }
    }
  }
}
