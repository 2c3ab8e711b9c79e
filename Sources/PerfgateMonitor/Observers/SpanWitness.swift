import PerfgateHost

/// Who wants to know of every span: one for all spans, until that changes.
final class SpanWitness: Sendable {
  private let ring: SpanRing?
  private let observers: [any MonitorObserver]
  /// The least time between two notifications of progress of a stage, in nanoseconds.
  private let progressInterval: Int64

  init(ring: SpanRing?, observers: [any MonitorObserver], progressInterval: Int64) {
    self.ring = ring
    self.observers = observers
    self.progressInterval = progressInterval
  }

  /// Tells observers that a span began.
  func begin(_ frame: SpanFrame) {
    guard !observers.isEmpty,
      let name = frame.stage.core._withUnsafeGuaranteedRef({ $0.name(of: frame.stage) })
    else { return }
    let span = SpanStart(
      id: frame.id,
      parentID: frame.parentID,
      rootID: frame.rootID,
      stage: name,
      startNanoseconds: frame.start
    )
    for observer in observers { observer.spanBegan(span) }
  }

  /// Keeps a span that ended, and tells observers.
  ///
  /// - Parameters:
  ///   - frame: The span.
  ///   - totals: Its stage.
  ///   - end: When it ended.
  ///   - bytes: What it processed.
  ///   - isFailed: Whether it failed.
  func end(_ frame: SpanFrame, _ totals: StageTotals, at end: Int64, bytes: Int64, isFailed: Bool) {
    let record = SpanRecord(
      id: frame.id,
      parentID: frame.parentID,
      rootID: frame.rootID,
      stage: totals.name,
      startNanoseconds: frame.start,
      endNanoseconds: end,
      thread: HostThreads.currentNumber(),
      isFailed: isFailed,
      bytes: bytes,
      waits: frame.waits.records,
      waitedNanoseconds: frame.waiting.nanoseconds,
      attributes: frame.attributes
    )
    ring?.append(record)
    guard !observers.isEmpty else { return }
    for observer in observers { observer.spanEnded(record) }
    guard totals.isProgressDue(at: end, every: progressInterval) else { return }
    let progress = frame.stage.core._withUnsafeGuaranteedRef {
      $0.progress(totals, frame.stage, now: end)
    }
    if let progress { tell(progress) }
  }

  /// Tells observers how far a stage has come.
  func tell(_ progress: MonitorProgress) {
    for observer in observers { observer.progressed(progress) }
  }

  /// The spans that are kept, in no order, and how many are not any more.
  var contents: (records: [SpanRecord], dropped: Int) { ring?.contents ?? ([], 0) }
}
