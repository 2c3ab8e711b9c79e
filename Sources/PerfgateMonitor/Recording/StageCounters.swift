/// What is counted of a stage, but for its distributions.
struct StageCounters: Sendable {
  var spans = 0
  var failures = 0
  var roots = 0
  var firstStart = Int64.max
  var lastEnd = Int64.min
  var inclusive: Int64 = 0
  /// The time that children covered.
  var covered: Int64 = 0
  var bytes: Int64 = 0
  var waits = PerWaitKind(all: WaitFigures())
  var cache = CacheFigures()
  /// The highest resident memory seen, in bytes; -1 where none was.
  var peakResident: Int64 = -1
  var criticalService: Int64 = 0
  var criticalWaits = PerWaitKind<Int64>(all: 0)

  /// Adds what was counted elsewhere.
  mutating func merge(_ other: StageCounters) {
    spans += other.spans
    failures += other.failures
    roots += other.roots
    firstStart = min(firstStart, other.firstStart)
    lastEnd = max(lastEnd, other.lastEnd)
    inclusive &+= other.inclusive
    covered &+= other.covered
    bytes &+= other.bytes
    for kind in WaitKind.allCases {
      waits[kind].merge(other.waits[kind])
      criticalWaits[kind] &+= other.criticalWaits[kind]
    }
    cache.merge(other.cache)
    peakResident = max(peakResident, other.peakResident)
    criticalService &+= other.criticalService
  }

  /// The counters as figures, without distributions.
  func figures(name: String) -> StageFigures {
    var figures = StageFigures(name: name)
    figures.spanCount = spans
    figures.failureCount = failures
    figures.rootCount = roots
    figures.inclusiveNanoseconds = inclusive
    figures.exclusiveNanoseconds = inclusive &- covered
    figures.bytes = bytes
    figures.cache = cache
    figures.peakResidentBytes = peakResident < 0 ? nil : peakResident
    figures.critical.serviceNanoseconds = criticalService
    for kind in WaitKind.allCases {
      if waits[kind].count > 0 { figures.waits[kind] = waits[kind] }
      if criticalWaits[kind] != 0 { figures.critical.waitNanoseconds[kind] = criticalWaits[kind] }
    }
    figures.firstStartNanoseconds = spans > 0 ? firstStart : nil
    figures.lastEndNanoseconds = spans > 0 ? lastEnd : nil
    return figures
  }
}

extension CacheFigures {
  /// Adds the look-ups of others.
  mutating func merge(_ other: CacheFigures) {
    hits += other.hits
    misses += other.misses
    hitNanoseconds &+= other.hitNanoseconds
    missNanoseconds &+= other.missNanoseconds
  }
}
