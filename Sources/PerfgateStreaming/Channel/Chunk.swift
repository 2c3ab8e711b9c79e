/// What a receiver that does not wait for ever gets.
@usableFromInline package enum Chunk<Element: Sendable>: Sendable {
  /// Items in the order of the channel, at least one.
  case items([Element])
  /// Nothing came in time.
  case idle
  /// The channel was finished, and everything was taken out.
  case end
}
