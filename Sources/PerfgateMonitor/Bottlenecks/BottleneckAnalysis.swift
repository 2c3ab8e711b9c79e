/// Finds where the critical path is spent, and why.
struct BottleneckAnalysis {
  /// Over a fifth of the critical path is critical, over half of that high, over a quarter medium.
  private static let criticalShare = 0.2
  /// From this share of misses on a cache is cold.
  private static let coldShare = 0.5

  private let snapshot: MonitorSnapshot

  init(_ snapshot: MonitorSnapshot) {
    self.snapshot = snapshot
  }

  /// The stages with over a twentieth of the path, the largest share first.
  var bottlenecks: [Bottleneck] {
    let all = snapshot.criticalNanoseconds
    return snapshot.stages.compactMap { stage in
      let share = stage.criticalShare(of: all)
      guard let severity = Self.severity(share) else { return nil }
      let (cause, causeShare) = cause(of: stage)
      var bottleneck = Bottleneck(
        stage: stage.name,
        share: share,
        severity: severity,
        cause: cause,
        causeShare: causeShare,
        recommendation: ""
      )
      bottleneck.recommendation = BottleneckAdvice(bottleneck, of: stage).text
      return bottleneck
    }
  }

  private static func severity(_ share: Double) -> Bottleneck.Severity? {
    if share > criticalShare { return .critical }
    if share > criticalShare / 2 { return .high }
    return share > criticalShare / 4 ? .medium : nil
  }

  /// What most of the stage's time on the path is, and its share of that time.
  private func cause(of stage: StageFigures) -> (Bottleneck.Cause, share: Double) {
    let times = stage.critical
    let all = Double(max(1, times.totalNanoseconds))
    // In the order of the kinds, so that equal times give one answer.
    let longest = WaitKind.allCases
      .map { (kind: $0, time: times.waitNanoseconds[$0] ?? 0) }
      .max { $0.time < $1.time }
    guard let longest, longest.time > times.serviceNanoseconds else {
      let share = Double(times.serviceNanoseconds) / all
      return (coldCache(of: stage) ?? .service, share)
    }
    let share = Double(longest.time) / all
    guard longest.kind == .backPressure else { return (.wait(longest.kind), share) }
    return (.backPressure(receiver: slowReceiver(after: stage.name)), share)
  }

  /// A cache that misses at least half of the time, in spans that take at least half of the service
  /// time, and longer each than those with hits.
  private func coldCache(of stage: StageFigures) -> Bottleneck.Cause? {
    let cache = stage.cache
    guard let hits = cache.hitShare, 1 - hits >= Self.coldShare,
      cache.missNanoseconds >= cache.hitNanoseconds,
      Double(cache.missNanoseconds) >= stage.service.totalNanoseconds / 2
    else { return nil }
    return .coldCache(hitShare: hits)
  }

  /// The stage that senders of this one waited longest for.
  private func slowReceiver(after stage: String) -> String? {
    snapshot.edges
      .filter { $0.sender == stage && $0.blocked.totalNanoseconds > 0 }
      .max { $0.blocked.totalNanoseconds < $1.blocked.totalNanoseconds }?
      .receiver
  }
}
