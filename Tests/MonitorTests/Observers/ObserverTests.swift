import PerfgateMonitor
import Synchronization
import Testing

@Suite("Observers")
struct ObserverTests {
  /// Keeps what it is told.
  private final class Witness: MonitorObserver {
    let begun = Mutex<[SpanStart]>([])
    let ended = Mutex<[SpanRecord]>([])
    let progress = Mutex<[MonitorProgress]>([])

    func spanBegan(_ span: SpanStart) { begun.withLock { $0.append(span) } }
    func spanEnded(_ span: SpanRecord) { ended.withLock { $0.append(span) } }
    func progressed(_ progress: MonitorProgress) { self.progress.withLock { $0.append(progress) } }
  }

  /// Knows a monitor without keeping it.
  private final class Held {
    private(set) weak var monitor: PerformanceMonitor?
    init(_ monitor: PerformanceMonitor?) { self.monitor = monitor }
  }

  @Test("an observer hears of every span from then on, until it is removed")
  func spans() {
    let timed = TimedMonitor()
    let witness = Witness()
    timed.root("before", lasting: 1)
    timed.monitor.add(observer: witness)
    var root = timed.stage("case").begin()
    timed.pass(10)
    let child = root.child(timed.stage("run"))
    timed.pass(5)
    child.end()
    root.fail()
    timed.monitor.removeObservers()
    timed.root("after", lasting: 1)
    let begun = witness.begun.withLock { $0 }
    let ended = witness.ended.withLock { $0 }
    #expect(begun.map(\.stage) == ["case", "run"])
    #expect(begun.map(\.startNanoseconds) == [1, 11])
    #expect(begun[1].parentID == begun[0].id)
    #expect(begun[1].rootID == begun[0].id)
    #expect(ended.map(\.id) == [begun[1].id, begun[0].id])
    #expect(ended.map(\.isFailed) == [false, true])
    #expect(timed.monitor.snapshot().spanCount == 4)
  }

  @Test("progress comes once an interval, and when it is asked for")
  func progress() {
    let timed = TimedMonitor { $0.progressInterval = .nanoseconds(100) }
    let witness = Witness()
    timed.monitor.add(observer: witness)
    let stage = timed.stage("run")
    stage.expect(50)
    for index in 0..<25 {
      let span = stage.begin()
      timed.pass(10)
      if index == 3 { span.fail() } else { span.end() }
    }
    timed.monitor.notifyProgress()
    let told = witness.progress.withLock { $0 }
    #expect(told.map(\.completed) == [1, 11, 21, 25])
    #expect(told.map(\.failed) == [0, 1, 1, 1])
    #expect(told.allSatisfy { $0.stage == "run" && $0.expected == 50 })
    #expect(told.last?.elapsedNanoseconds == 250)
    #expect(told.last?.remainingNanoseconds == 250)
    #expect(told.last?.rate == 1e8)
  }

  @Test("progress after a reset is that of what is still to come")
  func progressAfterReset() {
    let timed = TimedMonitor()
    let witness = Witness()
    timed.monitor.add(observer: witness)
    let stage = timed.stage("run")
    stage.expect(10)
    for _ in 0..<8 { timed.root("run", lasting: 10) }
    _ = timed.monitor.snapshot(resetting: true)
    timed.root("run", lasting: 10)
    timed.monitor.notifyProgress()
    let last = witness.progress.withLock { $0.last }
    #expect(last?.completed == 1)
    #expect(last?.expected == 2)
    #expect(last?.remainingNanoseconds == 10)
  }

  @Test("a monitor with observers stays until they are removed")
  func lifetime() {
    let witness = Witness()
    var timed: TimedMonitor? = TimedMonitor()
    let held = Held(timed?.monitor)
    let stage = timed?.stage("run")
    timed?.monitor.add(observer: witness)
    timed = nil
    stage?.begin().end()
    #expect(witness.ended.withLock { $0.count } == 1)
    #expect(stage?.name == "run")
    held.monitor?.removeObservers()
    #expect(held.monitor == nil)
    stage?.begin().end()
    #expect(witness.ended.withLock { $0.count } == 1)
    #expect(stage?.name == "")
  }

  @Test("what an observer does in a callback may use the monitor")
  func reentrancy() {
    final class Meddler: MonitorObserver {
      let monitor: PerformanceMonitor
      let depth = Atomic<Int>(0)
      init(_ monitor: PerformanceMonitor) { self.monitor = monitor }
      func spanEnded(_ span: SpanRecord) {
        guard depth.wrappingAdd(1, ordering: .relaxed).newValue == 1 else { return }
        monitor.stage("inner").begin().end()
        _ = monitor.snapshot()
        monitor.removeObservers()
      }
    }
    let timed = TimedMonitor()
    timed.monitor.add(observer: Meddler(timed.monitor))
    timed.root("run", lasting: 10)
    #expect(timed.monitor.snapshot().spanCount == 2)
  }
}
