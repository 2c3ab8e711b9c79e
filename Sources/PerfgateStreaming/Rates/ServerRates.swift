/// What a server says about its own limits, as it stands in the headers of a reply.
///
/// A class, since every reply has a place for it and few have any.
@usableFromInline package final class ServerRates: Sendable, Equatable {
  /// One limit.
  package struct Rate: Sendable, Equatable {
    /// How much a minute; `nil` where it does not say.
    package var perMinute: Int?
    /// How much is left for now; `nil` where it does not say.
    package var remaining: Int?
    /// In which time all of it is there again; `nil` where it does not say.
    package var resetAfter: Duration?

    /// Makes a limit of what is known.
    package init(perMinute: Int? = nil, remaining: Int? = nil, resetAfter: Duration? = nil) {
      self.perMinute = perMinute
      self.remaining = remaining
      self.resetAfter = resetAfter
    }
  }

  /// Of requests.
  package let requests: Rate?
  /// Of tokens.
  package let tokens: Rate?

  /// Makes what is known.
  package init(requests: Rate? = nil, tokens: Rate? = nil) {
    self.requests = requests
    self.tokens = tokens
  }

  /// Whether two servers say the same.
  @usableFromInline package static func == (left: ServerRates, right: ServerRates) -> Bool {
    left.requests == right.requests && left.tokens == right.tokens
  }
}
