/// The way that items take from one stage to the next, told of by the channel between them.
public struct StageEdge: Sendable {
  /// The stage that sends.
  public let sender: Stage
  /// The stage that receives.
  public let receiver: Stage
  let totals: EdgeTotals

  /// An item was passed on.
  ///
  /// - Parameter bytes: Its size, at least 0.
  public func recordItem(bytes: Int = 0) {
    guard sender.isRecording else { return }
    totals.addItem(bytes: bytes)
  }

  /// A sender had to wait for room: the receiver is slower.
  ///
  /// - Parameter nanoseconds: How long; below 0 counts as 0.
  public func recordBlocked(nanoseconds: Int64) {
    guard sender.isRecording else { return }
    totals.addBlocked(nanoseconds: nanoseconds)
  }

  /// A receiver had to wait for an item: the sender is slower.
  ///
  /// - Parameter nanoseconds: How long; below 0 counts as 0.
  public func recordStarved(nanoseconds: Int64) {
    guard sender.isRecording else { return }
    totals.addStarved(nanoseconds: nanoseconds)
  }
}
