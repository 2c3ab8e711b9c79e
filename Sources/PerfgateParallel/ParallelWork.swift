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
    guard elements.count > batch else { return elements.map(transform) }
    return batches(of: elements.count, batch: batch) { range, add in
      for index in range { add(transform(elements[index])) }
    }
  }

  /// Makes as many values as there are indices, batch by batch; the caller's thread takes part.
  ///
  /// - Parameters:
  ///   - count: How many values there are.
  ///   - batch: How many a thread makes at a time, at least 1.
  ///   - make: Gives one value for each index of a range, in order, to the function that it is
  ///     handed; it runs on several threads at once.
  /// - Returns: The values in the order of the indices, whichever was ready first.
  package static func batches<Value: Sendable>(
    of count: Int,
    batch: Int,
    _ make: @Sendable (Range<Int>, _ add: (Value) -> Void) -> Void
  ) -> [Value] {
    [Value](unsafeUninitializedCapacity: count) { buffer, initialized in
      // Each place is written by the one thread that has its batch, and read when all have ended.
      nonisolated(unsafe) let places = buffer
      DispatchQueue.concurrentPerform(iterations: (count + batch - 1) / batch) { index in
        let range = index * batch..<min((index + 1) * batch, count)
        var next = range.lowerBound
        make(range) { value in
          precondition(next < range.upperBound, "one value for each index")
          places.initializeElement(at: next, to: value)
          next += 1
        }
        precondition(next == range.upperBound, "one value for each index")
      }
      initialized = count
    }
  }

  /// Does two things at once: one in a thread of its own, so that it may wait for a disk without
  /// keeping a processor from the other.
  ///
  /// - Parameters:
  ///   - first: What gets a thread of its own.
  ///   - second: What the caller's thread does meanwhile.
  /// - Returns: What both give.
  package static func both<First: Sendable, Second>(
    _ first: @escaping @Sendable () -> First,
    _ second: () -> Second
  ) -> (First, Second) {
    let one = Later<First>()
    let group = DispatchGroup()
    DispatchQueue(label: "perfgate").async(group: group) {
      let value = first()
      one.value.withLock { $0 = value }
    }
    let other = second()
    group.wait()
    guard let one = one.value.withLock({ $0 }) else {
      preconditionFailure("it is there when its thread has ended")
    }
    return (one, other)
  }

  /// What another thread will give.
  private final class Later<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
  }
}
