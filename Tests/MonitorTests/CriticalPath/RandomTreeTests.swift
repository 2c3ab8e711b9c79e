import PerfgateMonitor
import Testing

@Suite("Random trees of spans")
struct RandomTreeTests {
  private static let seeds: [UInt64] = Array(1...60)

  @Test("every span is counted with the time it lasted, ran alone and worked", arguments: seeds)
  func times(seed: UInt64) {
    let timed = TimedMonitor()
    let tree = RandomTree(seed: seed, events: 60, on: timed)
    for stage in RandomTree.stages {
      let indices = tree.nodes.indices.filter { tree.nodes[$0].stage == stage }
      let truths = indices.map(tree.truth)
      let figures = timed.figures(stage)
      #expect(figures.spanCount == indices.count)
      #expect(figures.failureCount == indices.count { tree.nodes[$0].isFailed })
      #expect(figures.rootCount == indices.count { tree.nodes[$0].parent == nil })
      #expect(figures.inclusiveNanoseconds == truths.reduce(0) { $0 + $1.inclusive })
      #expect(figures.exclusiveNanoseconds == truths.reduce(0) { $0 + $1.exclusive })
      #expect(
        figures.service.totalNanoseconds.rounded() == Double(truths.reduce(0) { $0 + $1.service })
      )
      let latencies = truths.map(\.inclusive).sorted()
      #expect(figures.latency.maximumNanoseconds == latencies.last ?? 0)
      #expect(figures.latency.percentile(50) == median(latencies))
      #expect(figures.service.percentile(50) == median(truths.map(\.service).sorted()))
    }
  }

  @Test("the critical path is what its definition says, found backwards", arguments: seeds)
  func criticalPath(seed: UInt64) {
    let timed = TimedMonitor()
    let tree = RandomTree(seed: seed, events: 80, on: timed)
    var expected: [String: Int64] = [:]
    for index in tree.nodes.indices where tree.nodes[index].parent == nil {
      expected.merge(tree.criticalPath(of: index), uniquingKeysWith: +)
    }
    var found: [String: Int64] = [:]
    for stage in timed.monitor.snapshot().stages {
      found[stage.name] = stage.critical.serviceNanoseconds
      for (kind, time) in stage.critical.waitNanoseconds {
        found["\(stage.name) \(kind.name)"] = time
      }
    }
    #expect(found.filter { $0.value != 0 } == expected.filter { $0.value != 0 })
  }

  @Test("no nanosecond of a root is lost or counted twice", arguments: seeds)
  func conservation(seed: UInt64) {
    let timed = TimedMonitor()
    let tree = RandomTree(seed: seed, events: 200, on: timed)
    let roots = tree.nodes.filter { $0.parent == nil }
    let lasted = roots.reduce(0) { $0 + $1.interval.end - $1.interval.start }
    #expect(timed.monitor.snapshot().criticalNanoseconds == lasted)
  }

  @Test("the waits are those that were told", arguments: seeds)
  func waits(seed: UInt64) {
    let timed = TimedMonitor()
    let tree = RandomTree(seed: seed, events: 100, on: timed)
    for stage in RandomTree.stages {
      let waits = tree.nodes.filter { $0.stage == stage }.flatMap(\.waits)
      for kind in WaitKind.allCases {
        let lengths = waits.filter { $0.kind == kind }
          .map { $0.interval.end - $0.interval.start }
        let figures = timed.figures(stage).waits[kind] ?? WaitFigures()
        #expect(figures.count == lengths.count)
        #expect(figures.totalNanoseconds == lengths.reduce(0, +))
        #expect(figures.maximumNanoseconds == lengths.max() ?? 0)
      }
    }
  }

  private func median(_ sorted: [Int64]) -> Int64 {
    sorted.isEmpty ? 0 : sorted[(sorted.count + 1) / 2 - 1]
  }
}
