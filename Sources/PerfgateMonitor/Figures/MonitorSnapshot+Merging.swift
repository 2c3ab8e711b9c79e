extension MonitorSnapshot {
  /// Adds what another monitor recorded, or the same one later; stages of one name become one.
  ///
  /// Times are moved onto this snapshot's clock by the time of day, so windows of two processes fit
  /// together as well as their clocks do.
  ///
  /// - Parameter other: The other snapshot.
  public mutating func merge(_ other: MonitorSnapshot) {
    let shift = anchor.shift(of: other.anchor)
    var stages: [String: StageFigures] = [:]
    for figures in self.stages + other.stages.map({ $0.moved(by: shift) }) {
      stages[figures.name, default: StageFigures(name: figures.name)].merge(figures)
    }
    var links: [[String]: StageLink] = [:]
    for link in self.links + other.links {
      let none = StageLink(parent: link.parent, child: link.child)
      links[[link.parent, link.child], default: none].merge(link)
    }
    var edges: [[String]: EdgeFigures] = [:]
    for edge in self.edges + other.edges {
      let none = EdgeFigures(sender: edge.sender, receiver: edge.receiver)
      edges[[edge.sender, edge.receiver], default: none].merge(edge)
    }
    self = MonitorSnapshot(
      anchor: anchor,
      takenAtNanoseconds: max(takenAtNanoseconds, other.takenAtNanoseconds &+ shift),
      stages: Array(stages.values),
      links: Array(links.values),
      edges: Array(edges.values),
      peakResidentBytes: largest(peakResidentBytes, other.peakResidentBytes)
    )
  }
}

extension ClockAnchor {
  /// What has to be added to times of another clock to make them times of this one.
  fileprivate func shift(of other: ClockAnchor) -> Int64 {
    let mine = monotonicNanoseconds &- unixNanoseconds
    let others = other.monotonicNanoseconds &- other.unixNanoseconds
    return mine &- others
  }
}

extension StageFigures {
  fileprivate func moved(by shift: Int64) -> StageFigures {
    var figures = self
    figures.firstStartNanoseconds = firstStartNanoseconds.map { $0 &+ shift }
    figures.lastEndNanoseconds = lastEndNanoseconds.map { $0 &+ shift }
    return figures
  }

  fileprivate mutating func merge(_ other: StageFigures) {
    spanCount += other.spanCount
    failureCount += other.failureCount
    rootCount += other.rootCount
    if let expected = other.expectedCount { expectedCount = (expectedCount ?? 0) + expected }
    service.merge(other.service)
    latency.merge(other.latency)
    inclusiveNanoseconds &+= other.inclusiveNanoseconds
    exclusiveNanoseconds &+= other.exclusiveNanoseconds
    waits.merge(other.waits) { left, right in
      var sum = left
      sum.merge(right)
      return sum
    }
    bytes &+= other.bytes
    cache.merge(other.cache)
    peakResidentBytes = largest(peakResidentBytes, other.peakResidentBytes)
    critical.serviceNanoseconds &+= other.critical.serviceNanoseconds
    critical.waitNanoseconds.merge(other.critical.waitNanoseconds, uniquingKeysWith: &+)
    firstStartNanoseconds = [firstStartNanoseconds, other.firstStartNanoseconds]
      .compactMap(\.self).min()
    lastEndNanoseconds = largest(lastEndNanoseconds, other.lastEndNanoseconds)
  }
}

extension StageLink {
  fileprivate mutating func merge(_ other: StageLink) {
    count += other.count
    inclusiveNanoseconds &+= other.inclusiveNanoseconds
  }
}

extension EdgeFigures {
  fileprivate mutating func merge(_ other: EdgeFigures) {
    itemCount += other.itemCount
    bytes &+= other.bytes
    blocked.merge(other.blocked)
    starved.merge(other.starved)
  }
}

private func largest(_ left: Int64?, _ right: Int64?) -> Int64? {
  [left, right].compactMap(\.self).max()
}
