/// What a monitor knows of one stage.
public struct StageFigures: Sendable {
  /// The name of the stage.
  public var name: String
  /// The spans that ended, failed ones among them.
  public var spanCount = 0
  /// The spans that failed.
  public var failureCount = 0
  /// The spans that were begun in no other.
  public var rootCount = 0
  /// How many spans are expected in all, where it was said (`Stage.expect`); after a snapshot that reset
  /// the monitor, no more of them than had ended.
  public var expectedCount: Int?
  /// Durations less the spans' own waits.
  public var service = LatencyDistribution()
  /// Durations with the spans' own waits; the same as `service` where nothing waited.
  public var latency = LatencyDistribution()
  /// The sum of durations, waits and children included, in nanoseconds.
  public var inclusiveNanoseconds: Int64 = 0
  /// The time in which no child of the span ran, its own waits included, in nanoseconds.
  ///
  /// A span's duration is its exclusive time and the time that its children cover, counted once
  /// however many of them run at a time.
  public var exclusiveNanoseconds: Int64 = 0
  /// The waits, by kind; kinds that never occurred are absent.
  public var waits: [WaitKind: WaitFigures] = [:]
  /// The bytes that were processed.
  public var bytes: Int64 = 0
  /// What was looked up in caches.
  public var cache = CacheFigures()
  /// The highest resident memory of the process that was seen as a span of the stage ended, in
  /// bytes; `nil` where memory was not watched (`MonitorOptions.memoryInterval`).
  public var peakResidentBytes: Int64?
  /// The stage's share of the critical paths of all roots that ended.
  public var critical = CriticalTime()
  /// When the first span began, in nanoseconds of the monitor's clock; `nil` before any ended.
  public var firstStartNanoseconds: Int64?
  /// When the last span ended, in nanoseconds of the monitor's clock; `nil` before any ended.
  public var lastEndNanoseconds: Int64?

  /// Creates the figures of a stage without spans.
  ///
  /// - Parameter name: The name of the stage.
  public init(name: String) {
    self.name = name
  }

  /// The share of spans that failed, 0 to 1; 0 where there are none.
  public var failureShare: Double {
    spanCount > 0 ? Double(failureCount) / Double(spanCount) : 0
  }

  /// The time from the first start to the last end, in nanoseconds.
  public var windowNanoseconds: Int64 {
    guard let firstStartNanoseconds, let lastEndNanoseconds else { return 0 }
    return lastEndNanoseconds - firstStartNanoseconds
  }

  /// Spans a second from the first start to the last end; 0 where no time passed.
  public var spansPerSecond: Double { perSecond(Double(spanCount)) }

  /// Bytes a second from the first start to the last end; 0 where no time passed.
  public var bytesPerSecond: Double { perSecond(Double(bytes)) }

  /// How many spans ran at a time, on average from the first start to the last end.
  public var meanConcurrency: Double {
    windowNanoseconds > 0 ? Double(inclusiveNanoseconds) / Double(windowNanoseconds) : 0
  }

  private func perSecond(_ amount: Double) -> Double {
    windowNanoseconds > 0 ? amount / (Double(windowNanoseconds) / 1e9) : 0
  }
}

/// The waits of one kind.
public struct WaitFigures: Sendable, Hashable {
  /// How many there were.
  public var count = 0
  /// Their sum in nanoseconds.
  public var totalNanoseconds: Int64 = 0
  /// The longest in nanoseconds.
  public var maximumNanoseconds: Int64 = 0

  /// Creates figures without waits.
  public init() {}
}

/// Look-ups in caches, and what spans with hits and with misses took.
public struct CacheFigures: Sendable, Hashable {
  /// Look-ups that found a value.
  public var hits = 0
  /// Look-ups that did not.
  public var misses = 0
  /// The service time of spans in which every look-up was a hit, in nanoseconds.
  public var hitNanoseconds: Int64 = 0
  /// The service time of spans in which a look-up missed, in nanoseconds.
  public var missNanoseconds: Int64 = 0

  /// Creates figures without look-ups.
  public init() {}

  /// The share of look-ups that hit, 0 to 1; `nil` where there were none.
  public var hitShare: Double? {
    hits + misses > 0 ? Double(hits) / Double(hits + misses) : nil
  }
}

/// Time on the critical paths of roots.
///
/// The critical path of a span is found backwards from its end. The child or own wait that ended last
/// is on it, with its own path; before that one's start, the one that had ended last by then; and so
/// on. What none of them covers is the span's own. So each nanosecond of a root is on its path
/// once, and the sum over all stages is the sum of the roots' durations. A child that outlives its
/// parent is on no path: nobody waited for it.
public struct CriticalTime: Sendable, Hashable {
  /// Own time on the path, neither waiting nor in a child on it, in nanoseconds.
  public var serviceNanoseconds: Int64 = 0
  /// Waits on the path, by kind, in nanoseconds; kinds that never occurred are absent.
  public var waitNanoseconds: [WaitKind: Int64] = [:]

  /// Creates no time.
  public init() {}

  /// All time on the path, in nanoseconds.
  public var totalNanoseconds: Int64 {
    waitNanoseconds.values.reduce(serviceNanoseconds, +)
  }
}
