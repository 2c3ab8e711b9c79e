/// Why an item is not accepted.
@usableFromInline package enum UnsentReason: Sendable {
  /// The sender's task was cancelled.
  case cancelled
  /// The channel was finished.
  case finished
  /// The channel had failed.
  case failed(any Error)
}

/// What a channel did not accept: it is the sender's still.
@usableFromInline package struct Unsent<Element: Sendable>: Error {
  /// Why.
  package let reason: UnsentReason
  /// The items, in their order; those before them were accepted.
  package let elements: [Element]
}
