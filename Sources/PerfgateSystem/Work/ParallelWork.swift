import Dispatch
import Synchronization

/// Work that is spread over the usable processors, for callers that wait for all of it.
///
/// Whoever reads baselines or writes reports holds locks and files while doing so and is no
/// asynchronous code, so this is a loop that blocks, and not a task group.
package enum ParallelWork {
  /// Does the same to every element; the caller's thread takes part.
  ///
  /// - Parameters:
  ///   - elements: What to work on.
  ///   - batch: How many elements a thread takes at a time, at least 1.
  ///   - transform: The work; it runs on several threads at once.
  /// - Returns: The results in the order of the elements, whichever was ready first.
  package static func map<Element: Sendable, Value: Sendable>(
    _ elements: [Element],
    batch: Int = 1,
    _ transform: @Sendable (Element) -> Value
  ) -> [Value] {
    let batches = (elements.count + batch - 1) / batch
    guard batches > 1 else { return elements.map(transform) }
    let done = Mutex([[Value]](repeating: [], count: batches))
    DispatchQueue.concurrentPerform(iterations: batches) { index in
      let range = index * batch..<min((index + 1) * batch, elements.count)
      let values = elements[range].map(transform)
      done.withLock { $0[index] = values }
    }
    return done.withLock { $0.flatMap(\.self) }
  }
}
