/// How much a channel holds before its senders wait.
@usableFromInline package struct ChannelLimits: Sendable, Equatable {
  /// The most items, at least 1.
  @usableFromInline package let items: Int
  /// The most bytes, at least 1; a single item that has more passes alone.
  @usableFromInline package let bytes: Int

  /// Makes limits.
  ///
  /// - Parameters:
  ///   - items: At least 1.
  ///   - bytes: At least 1; all there can be unless told.
  package init(items: Int, bytes: Int = .max) {
    precondition(items >= 1 && bytes >= 1, "a channel that holds nothing")
    self.items = items
    self.bytes = bytes
  }
}
