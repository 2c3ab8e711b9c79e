/// What a worker had in its hands when it was cancelled.
struct Leftover: Sendable {
  let slot: Int
  let record: TaskRecord
  /// Its end, where it had come to it and that was not delivered.
  var end: TaskEnd?
}

/// What a worker has done.
struct WorkerReport: Sendable {
  var summary = ExecutionSummary()
  var leftovers: [Leftover] = []
  var failure: ExecutionSummary.End?

  mutating func add(_ other: WorkerReport) {
    summary.add(other.summary)
    leftovers += other.leftovers
    failure = failure ?? other.failure
  }
}

extension ExecutionSummary {
  mutating func add(_ other: ExecutionSummary) {
    taken += other.taken
    succeeded += other.succeeded
    failed += other.failed
    skipped += other.skipped
    abandoned += other.abandoned
    attempts += other.attempts
    throttled += other.throttled
  }

  mutating func count(_ end: TaskEnd) {
    switch end {
    case .succeeded: succeeded += 1
    case .failed: failed += 1
    case .skipped: skipped += 1
    }
  }
}
