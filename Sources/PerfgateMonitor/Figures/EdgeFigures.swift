/// What a monitor knows of the way that items take from one stage to the next.
public struct EdgeFigures: Sendable, Hashable {
  /// The stage that sends.
  public var sender: String
  /// The stage that receives.
  public var receiver: String
  /// The items that were passed on.
  public var itemCount = 0
  /// Their bytes.
  public var bytes: Int64 = 0
  /// How long senders waited for room: the receiver is slower.
  public var blocked = WaitFigures()
  /// How long receivers waited for an item: the sender is slower.
  public var starved = WaitFigures()

  /// Creates the figures of an edge that nothing passed.
  ///
  /// - Parameters:
  ///   - sender: The stage that sends.
  ///   - receiver: The stage that receives.
  public init(sender: String, receiver: String) {
    self.sender = sender
    self.receiver = receiver
  }
}
