/// The latest spans one by one; older ones give way.
// Everything that changes is reached under the lock.
final class SpanRing: @unchecked Sendable {
  private let lock = SpinLock()
  private let capacity: Int
  @exclusivity(unchecked) private var records: [SpanRecord] = []
  /// Where the next one goes once the ring is full: the oldest.
  @exclusivity(unchecked) private var next = 0
  @exclusivity(unchecked) private var dropped = 0

  /// Creates an empty ring.
  ///
  /// - Parameter capacity: How many spans it keeps, at least 1.
  init(capacity: Int) {
    self.capacity = max(1, capacity)
  }

  /// Adds a span.
  func append(_ record: SpanRecord) {
    lock.lock()
    defer { lock.unlock() }
    if records.count < capacity {
      records.append(record)
    } else {
      records[next] = record
      next = (next + 1) % capacity
      dropped += 1
    }
  }

  /// The spans that are kept, in no order, and how many are not any more.
  var contents: (records: [SpanRecord], dropped: Int) {
    lock.lock()
    defer { lock.unlock() }
    return (records, dropped)
  }
}
