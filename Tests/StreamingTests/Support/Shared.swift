import Foundation

/// A value that several tasks of a test change.
// A lock that the thread sanitizer knows lets one of them at a time have it.
final class Shared<Value: Sendable>: @unchecked Sendable {
  private var storage: Value
  private let lock = NSLock()

  init(_ value: Value) {
    storage = value
  }

  var value: Value { lock.withLock { storage } }

  @discardableResult
  func change<Result>(_ body: (inout Value) -> Result) -> Result {
    lock.withLock { body(&storage) }
  }
}
