import PerfgateHost

/// A span that others are begun in, that waits, or that is recorded: all that a plain one does without.
///
/// It outlives the span where somebody still holds it; what is told to it then changes nothing.
@usableFromInline
// What changes is reached under the lock, or by the span alone.
final class SpanFrame: @unchecked Sendable {
  let stage: Stage
  let start: Int64
  let id: UInt64
  let parentID: UInt64?
  let rootID: UInt64
  /// Who wants to know of the span.
  let witness: SpanWitness?

  // Told by the span, which is used by one thread at a time.
  @exclusivity(unchecked) var hits = 0
  @exclusivity(unchecked) var misses = 0
  @exclusivity(unchecked) private(set) var attributes: [SpanAttribute] = []

  // Under the lock until the span has ended; nothing changes after that.
  private let lock = SpinLock()
  @exclusivity(unchecked) private var hasEnded = false
  @exclusivity(unchecked) private(set) var path = CriticalPath()
  @exclusivity(unchecked) private(set) var children = Coverage()
  @exclusivity(unchecked) private(set) var waiting = Coverage()
  @exclusivity(unchecked) private(set) var waits = SpanWaits()

  /// Makes a frame for a span.
  ///
  /// - Parameters:
  ///   - stage: Its stage.
  ///   - start: When it began.
  ///   - parent: The span that it was begun in.
  ///   - witness: Who wants to know of it.
  init(_ stage: Stage, start: Int64, parent: SpanFrame?, witness: SpanWitness?) {
    self.stage = stage
    self.start = start
    self.witness = witness
    let number = UniqueNumber.next()
    id = number
    parentID = parent?.id
    rootID = parent?.rootID ?? number
  }

  /// Keeps a fact; one of the same name gives way.
  func set(_ attribute: SpanAttribute) {
    if let index = attributes.firstIndex(where: { $0.key == attribute.key }) {
      attributes[index] = attribute
    } else {
      attributes.append(attribute)
    }
  }

  /// The time now, but not before what is known to have ended.
  private var now: Int64 {
    max(stage.now, path.lastEnd ?? start)
  }
}

// MARK: - Children

extension SpanFrame {
  /// A child starts.
  ///
  /// - Returns: When, and what it gives back when it ends.
  func beginChild() -> (start: Int64, predecessor: CriticalPath.Predecessor) {
    lock.lock()
    defer { lock.unlock() }
    // Read under the lock: whatever ended before has ended by now.
    let now = now
    guard !hasEnded else { return (now, .unknown) }
    children.begin(at: now)
    return (now, path.begin())
  }

  /// A child ended.
  ///
  /// - Parameters:
  ///   - predecessor: What it got when it started.
  ///   - end: When.
  ///   - own: Its own work on its path.
  ///   - rest: The rest of its path.
  func endChild(
    _ predecessor: CriticalPath.Predecessor,
    at end: Int64,
    own: PathTime,
    rest: [PathTime] = []
  ) {
    lock.lock()
    defer { lock.unlock() }
    guard !hasEnded, predecessor != .unknown else { return }
    children.end(at: end)
    path.end(predecessor, at: end, own: own, rest: rest)
  }
}

// MARK: - Waits

extension SpanFrame {
  /// A wait begins.
  ///
  /// - Returns: When, and what it gives back when it ends.
  func beginWait() -> (start: Int64, predecessor: CriticalPath.Predecessor) {
    lock.lock()
    defer { lock.unlock() }
    let now = now
    guard !hasEnded else { return (now, .unknown) }
    waiting.begin(at: now)
    return (now, path.begin())
  }

  /// A wait ended.
  func endWait(
    _ kind: WaitKind,
    since start: Int64,
    _ predecessor: CriticalPath.Predecessor
  ) {
    lock.lock()
    defer { lock.unlock() }
    guard !hasEnded, predecessor != .unknown else { return }
    let now = max(now, start)
    waiting.end(at: now)
    finish(kind, since: start, at: now, predecessor)
  }

  /// A wait that was told of as it ended.
  ///
  /// On the path it counts from the end of the last child on: what had ended when it began is not
  /// known any more.
  func addWait(_ kind: WaitKind, nanoseconds: Int64) {
    lock.lock()
    defer { lock.unlock() }
    guard !hasEnded else { return }
    let now = now
    let (since, isBefore) = now.subtractingReportingOverflow(max(0, nanoseconds))
    let begin = waiting.uncovered(since: isBefore ? start : max(since, start), to: now)
    waiting.add(from: begin, to: now)
    finish(kind, since: begin, at: now, path.begin())
  }

  private func finish(
    _ kind: WaitKind,
    since start: Int64,
    at end: Int64,
    _ predecessor: CriticalPath.Predecessor
  ) {
    let wait = WaitRecord(kind: kind, startNanoseconds: start, endNanoseconds: end)
    waits.add(wait, isRecorded: witness != nil)
    // A wait that was told of may have begun before its predecessor had ended.
    let onPath = max(start, path.end(of: predecessor) ?? start)
    let key = PathTime.Key(stage: stage.number, wait: kind)
    let own = PathTime(key: key, nanoseconds: end - onPath)
    path.end(predecessor, at: end, own: own, rest: [])
  }
}

// MARK: - The end

extension SpanFrame {
  /// The span ends: nothing is added to it any more.
  ///
  /// - Returns: When.
  func end() -> Int64 {
    lock.lock()
    defer { lock.unlock() }
    let now = now
    hasEnded = true
    children.close(at: now)
    // Waits that go on have not been told of; they count as far as they have come.
    waiting.close(at: now)
    return now
  }
}

// MARK: - After the end

extension SpanFrame {
  /// The span's own work on its critical path: what neither waits nor children on the path cover.
  ///
  /// - Parameter end: When it ended.
  /// - Returns: At least 0.
  func ownTime(until end: Int64) -> PathTime {
    PathTime(
      key: PathTime.Key(stage: stage.number),
      nanoseconds: max(0, end - start - path.nanoseconds)
    )
  }

  /// The rest of its critical path, for the path of its parent; keys may occur more than once.
  var pathTimes: [PathTime] {
    var times: [PathTime] = []
    path.forEach { times.append($0) }
    // Long paths of few stages become short.
    if times.count > 16 { times.combine() }
    return times
  }
}
