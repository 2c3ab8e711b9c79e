import Testing

@testable import PerfgateMonitor

@Suite("Critical path")
struct CriticalPathTests {
  @Test("children one after the other are all on it")
  func sequence() {
    let timed = TimedMonitor()
    var root = timed.stage("case").begin()
    for (name, time) in [("load", 10), ("run", 50), ("score", 20)] as [(String, Int64)] {
      timed.pass(1)
      let child = root.child(timed.stage(name))
      timed.pass(time)
      child.end()
    }
    timed.pass(2)
    root.end()
    #expect(critical(timed) == ["case": 5, "load": 10, "run": 50, "score": 20])
  }

  @Test("of children at the same time, the one that ended last is on it")
  func overlap() {
    let timed = TimedMonitor()
    var root = timed.stage("case").begin()
    let first = root.child(timed.stage("fast"))
    let second = root.child(timed.stage("slow"))
    timed.pass(10)
    first.end()
    timed.pass(30)
    second.end()
    root.end()
    #expect(critical(timed) == ["slow": 40, "case": 0, "fast": 0])
    #expect(timed.figures("case").exclusiveNanoseconds == 0)
  }

  @Test("before a child comes the one that had ended last when it began")
  func chain() {
    let timed = TimedMonitor()
    var root = timed.stage("case").begin()
    let early = root.child(timed.stage("early"))
    let long = root.child(timed.stage("long"))
    timed.pass(10)
    early.end()
    timed.pass(5)
    let late = root.child(timed.stage("late"))
    timed.pass(1)
    long.end()
    timed.pass(20)
    late.end()
    timed.pass(4)
    root.end()
    // long had not ended when late began, so nobody waited for it there.
    #expect(critical(timed) == ["early": 10, "late": 21, "case": 9, "long": 0])
  }

  @Test("a child brings its own path with it")
  func nesting() {
    let timed = TimedMonitor()
    var root = timed.stage("case").begin()
    var run = root.child(timed.stage("run"))
    timed.pass(3)
    let call = run.child(timed.stage("call"))
    timed.pass(40)
    call.end()
    timed.pass(2)
    run.end()
    root.end()
    #expect(critical(timed) == ["call": 40, "run": 5, "case": 0])
  }

  @Test("a wait is on it as a wait of its stage")
  func waits() {
    let timed = TimedMonitor()
    var root = timed.stage("case").begin()
    var run = root.child(timed.stage("run"))
    run.wait(.rateLimit) { timed.pass(70) }
    timed.pass(10)
    run.end()
    root.end()
    let figures = timed.figures("run")
    #expect(figures.critical.serviceNanoseconds == 10)
    #expect(figures.critical.waitNanoseconds == [.rateLimit: 70])
    #expect(timed.monitor.snapshot().criticalNanoseconds == 80)
  }

  @Test("a child that outlives its parent is on none, and covers the parent to its end")
  func orphan() {
    let timed = TimedMonitor()
    var root = timed.stage("case").begin()
    timed.pass(10)
    let child = root.child(timed.stage("background"))
    timed.pass(30)
    root.end()
    timed.pass(100)
    child.end()
    #expect(critical(timed) == ["case": 40, "background": 0])
    #expect(timed.figures("case").exclusiveNanoseconds == 10)
    #expect(timed.figures("background").inclusiveNanoseconds == 130)
  }

  @Test("a child of a span that has ended is no root")
  func lateChild() {
    let timed = TimedMonitor()
    var root = timed.stage("case").begin()
    let context = root.context
    root.end()
    let child = timed.stage("late").begin(in: context)
    timed.pass(10)
    child.end()
    #expect(timed.figures("late").rootCount == 0)
    #expect(timed.figures("late").spanCount == 1)
    #expect(timed.monitor.snapshot().criticalNanoseconds == 0)
  }

  @Test("memory does not grow with the number of children", arguments: [1, 4, 64])
  func memory(width: Int) {
    var path = CriticalPath()
    var open: [CriticalPath.Predecessor] = []
    var most = 0
    for time in 0..<20_000 {
      open.append(path.begin())
      guard open.count >= width else { continue }
      // Which one ends first varies, or nothing would ever be put together but chains.
      let ended = open.remove(at: time * 7 % open.count)
      let own = PathTime(key: PathTime.Key(stage: UInt32(time % 5)), nanoseconds: 1)
      path.end(ended, at: Int64(time), own: own, rest: [])
      most = max(most, path.nodeCount)
    }
    #expect(most <= 4 * max(width, 32))
    var times: [PathTime] = []
    path.forEach { times.append($0) }
    times.combine()
    #expect(times.count <= 5)
  }

  @Test("a key finds its stage and wait again")
  func keys() {
    for stage in [0, 1, 4095] as [UInt32] {
      #expect(PathTime.Key(stage: stage).stage == stage)
      #expect(PathTime.Key(stage: stage).wait == nil)
      for kind in WaitKind.allCases {
        #expect(PathTime.Key(stage: stage, wait: kind).stage == stage)
        #expect(PathTime.Key(stage: stage, wait: kind).wait == kind)
      }
    }
  }

  private func critical(_ timed: TimedMonitor) -> [String: Int64] {
    let stages = timed.monitor.snapshot().stages
    return Dictionary(uniqueKeysWithValues: stages.map { ($0.name, $0.critical.totalNanoseconds) })
  }
}
