import PerfgateMonitor
import PerfgateStatistics

/// Spans that begin, wait, have children and end at random, and all that is known of them.
///
/// Every event has a number, so what happens at the same time has an order.
struct RandomTree {
  /// An interval with the numbers of the events that it begins and ends with.
  struct Interval {
    var start: Int64
    var end: Int64 = .max
    var startEvent: Int
    var endEvent: Int = .max
  }

  /// One span.
  struct Node {
    var stage: String
    var parent: Int?
    var interval: Interval
    var isFailed = false
    var waits: [(kind: WaitKind, interval: Interval)] = []
  }

  static let stages = ["load", "run", "score", "write"]

  private(set) var nodes: [Node] = []
  private var generator: SeededGenerator
  private var open: [Int: KeptSpan] = [:]
  private var event = 0

  /// Plays so many events on a monitor, and ends what is open then.
  init(seed: UInt64, events: Int, on timed: TimedMonitor) {
    generator = SeededGenerator(seed: seed)
    for _ in 0..<events {
      timed.pass(Int64(generator.nextIndex(below: 4)) * 5)
      step(timed)
    }
    while let index = anyOpen() {
      timed.pass(Int64(generator.nextIndex(below: 3)))
      end(index, timed)
    }
  }

  private mutating func step(_ timed: TimedMonitor) {
    switch generator.nextIndex(below: 10) {
    case 0: begin(nil, timed)
    case 1...4: begin(anyOpen(), timed)
    case 5, 6:
      if let index = anyOpen() { wait(index, timed) }
    default:
      if let index = anyOpen() { end(index, timed) }
    }
  }

  private mutating func anyOpen() -> Int? {
    let indices = open.keys.sorted()
    return indices.isEmpty ? nil : indices[generator.nextIndex(below: indices.count)]
  }

  private mutating func begin(_ parent: Int?, _ timed: TimedMonitor) {
    let stage = Self.stages[generator.nextIndex(below: Self.stages.count)]
    let context = parent.flatMap { open[$0]?.context }
    let span = timed.stage(stage).begin(in: context)
    event += 1
    let interval = Interval(start: timed.clock.nowNanoseconds, startEvent: event)
    open[nodes.count] = KeptSpan(span)
    nodes.append(Node(stage: stage, parent: parent, interval: interval))
  }

  private mutating func wait(_ index: Int, _ timed: TimedMonitor) {
    let kinds = WaitKind.allCases
    let kind = kinds[generator.nextIndex(below: kinds.count)]
    let length = Int64(generator.nextIndex(below: 20))
    var interval = Interval(start: timed.clock.nowNanoseconds, startEvent: event + 1)
    open[index]?.wait(kind) { timed.pass(length) }
    event += 2
    (interval.end, interval.endEvent) = (timed.clock.nowNanoseconds, event)
    nodes[index].waits.append((kind, interval))
  }

  private mutating func end(_ index: Int, _ timed: TimedMonitor) {
    let isFailed = generator.nextIndex(below: 5) == 0
    if isFailed { open[index]?.fail() } else { open[index]?.end() }
    open[index] = nil
    event += 1
    nodes[index].interval.end = timed.clock.nowNanoseconds
    nodes[index].interval.endEvent = event
    nodes[index].isFailed = isFailed
  }
}

// MARK: - What must be true

extension RandomTree {
  /// What one span must have been counted as.
  struct Truth {
    var inclusive: Int64
    var exclusive: Int64
    var service: Int64
  }

  /// The truth about a span, by looking at every nanosecond.
  func truth(of index: Int) -> Truth {
    let node = nodes[index]
    var childless: Int64 = 0
    var working: Int64 = 0
    for time in node.interval.start..<node.interval.end {
      let hasChild = children(of: index).contains { nodes[$0].interval.contains(time) }
      let waits = node.waits.contains { $0.interval.contains(time) }
      if !hasChild { childless += 1 }
      if !waits { working += 1 }
    }
    return Truth(
      inclusive: node.interval.end - node.interval.start,
      exclusive: childless,
      service: working
    )
  }

  /// The children that were begun while the span ran.
  func children(of index: Int) -> [Int] {
    nodes.indices.filter {
      nodes[$0].parent == index
        && nodes[$0].interval.startEvent < nodes[index].interval.endEvent
    }
  }

  /// The critical path of a span, backwards from its end, as `CriticalTime` defines it: nanoseconds by
  /// stage and kind of wait.
  func criticalPath(of index: Int) -> [String: Int64] {
    let node = nodes[index]
    var path: [String: Int64] = [:]
    var cursor = node.interval.endEvent
    var own = node.interval.end - node.interval.start
    while let step = lastEnded(before: cursor, in: index) {
      for (key, time) in step.path {
        path[key, default: 0] += time
        own -= time
      }
      cursor = step.startEvent
    }
    path[node.stage, default: 0] += own
    return path
  }

  private func lastEnded(
    before event: Int,
    in index: Int
  ) -> (path: [String: Int64], startEvent: Int)? {
    let children = children(of: index).filter { nodes[$0].interval.endEvent < event }
    let child = children.max { nodes[$0].interval.endEvent < nodes[$1].interval.endEvent }
    let waits = nodes[index].waits.filter { $0.interval.endEvent < event }
    let wait = waits.max { $0.interval.endEvent < $1.interval.endEvent }
    if let wait, wait.interval.endEvent > child.map({ nodes[$0].interval.endEvent }) ?? -1 {
      let key = "\(nodes[index].stage) \(wait.kind.name)"
      return ([key: wait.interval.end - wait.interval.start], wait.interval.startEvent)
    }
    return child.map { (criticalPath(of: $0), nodes[$0].interval.startEvent) }
  }
}

extension RandomTree.Interval {
  fileprivate func contains(_ time: Int64) -> Bool { start <= time && time < end }
}
