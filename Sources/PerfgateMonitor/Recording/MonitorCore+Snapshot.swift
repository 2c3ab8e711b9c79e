import PerfgateHost
import Synchronization

/// What is read of all stripes at one moment.
private struct Reading {
  var counters: [UInt32: StageCounters] = [:]
  var links: [StageRegistry.Pair: StageCell.Link] = [:]

  /// Adds what a cell has counted.
  mutating func add(_ cell: borrowing StageCell, of stage: UInt32) {
    counters[stage, default: StageCounters()].merge(cell.counters)
    for link in cell.links {
      let pair = StageRegistry.Pair(sender: link.parent, receiver: stage)
      links[pair, default: StageCell.Link(parent: link.parent)].count += link.count
      links[pair, default: StageCell.Link(parent: link.parent)].inclusive &+= link.inclusive
    }
  }
}

extension MonitorCore {
  /// All that is known at one moment.
  ///
  /// Who records waits meanwhile, about as long as it takes to add 32 durations for each stage and
  /// stripe.
  ///
  /// - Parameters:
  ///   - anchor: Where the clock stands in time.
  ///   - resetting: Whether it is forgotten.
  /// - Returns: The figures of every stage with spans.
  func snapshot(anchor: ClockAnchor, resetting: Bool) -> MonitorSnapshot {
    FastClock.discipline()
    for index in 0..<stripeCount { stripe(index).pointee.lock.lock() }
    let now = clock.nowNanoseconds
    let reading = readStripes(resetting: resetting)
    let (stages, edges) = registry.withLock { registry in
      (
        Self.figures(reading, registry, resetting: resetting),
        Self.edges(registry, resetting: resetting)
      )
    }
    for index in 0..<stripeCount { stripe(index).pointee.lock.unlock() }
    let names = registry.withLock { $0.stages.map(\.name) }
    return MonitorSnapshot(
      anchor: anchor,
      takenAtNanoseconds: now,
      stages: stages,
      links: reading.links.map { pair, link in
        StageLink(
          parent: names[Int(pair.sender)],
          child: names[Int(pair.receiver)],
          count: link.count,
          inclusiveNanoseconds: link.inclusive
        )
      },
      edges: edges,
      peakResidentBytes: ProcessMemory.peakResidentBytes()
    )
  }

  /// Reads all stripes, which are locked.
  private func readStripes(resetting: Bool) -> Reading {
    var reading = Reading()
    for index in 0..<stripeCount {
      let stripe = stripe(index)
      for stage in stripe.pointee.stages {
        guard let cell = stripe.pointee.cell(stage) else { continue }
        cell.pointee.flush()
        reading.add(cell.pointee, of: UInt32(stage))
        if resetting { cell.pointee.reset() }
      }
    }
    return reading
  }

  private static func figures(
    _ reading: Reading,
    _ registry: StageRegistry,
    resetting: Bool
  ) -> [StageFigures] {
    reading.counters.compactMap { stage, counters in
      let totals = registry.stages[Int(stage)]
      let distributions = totals.distributions(resetting: resetting)
      var figures = counters.figures(name: totals.name)
      // A root may have ended after the snapshot that had its children.
      guard counters.spans > 0 || figures.critical.totalNanoseconds > 0 else { return nil }
      figures.service = distributions.service
      figures.latency = distributions.latency
      figures.expectedCount = totals.expectedCount(of: counters.spans, resetting: resetting)
      return figures
    }
  }

  private static func edges(_ registry: StageRegistry, resetting: Bool) -> [EdgeFigures] {
    registry.edges.map { pair, totals in
      var figures = EdgeFigures(
        sender: registry.stages[Int(pair.sender)].name,
        receiver: registry.stages[Int(pair.receiver)].name
      )
      totals.read(into: &figures, resetting: resetting)
      return figures
    }
  }
}
