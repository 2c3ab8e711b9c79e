import DequeModule

extension ChannelState {
  var reasonToRefuse: UnsentReason? {
    switch end {
    case nil: nil
    case .finished: .finished
    case .failed(let error): .failed(error)
    }
  }

  /// Whether a receiver that wants so many items has no reason to wait: they are here, or no more
  /// can come before some are taken.
  func isReady(for minimum: Int) -> Bool {
    end != nil || buffer.count >= min(minimum, limits.items) || !senders.isEmpty
  }

  mutating func wait(_ sender: Sender) { senders.append(sender) }

  mutating func wait(_ receiver: WaitingReceiver, isFirst: Bool) {
    if isFirst { receivers.prepend(receiver) } else { receivers.append(receiver) }
  }

  /// Lets a sender wait no longer, and keeps what was not accepted.
  mutating func removeSender(_ id: UInt64) -> CheckedContinuation<UnsentReason?, Never>? {
    guard let index = senders.firstIndex(where: { $0.id == id }) else { return nil }
    let sender = senders.remove(at: index)
    refused[id] = sender.rest
    return sender.continuation
  }

  mutating func removeReceiver(_ id: UInt64) -> WaitingReceiver? {
    guard let index = receivers.firstIndex(where: { $0.id == id }) else { return nil }
    return receivers.remove(at: index)
  }

  @usableFromInline mutating func nextReceiver() -> CheckedContinuation<ReceiverWake, Never>? {
    guard !receivers.isEmpty, !isReceiverOnItsWay, !buffer.isEmpty,
      let index = receivers.firstIndex(where: { isReady(for: $0.minimum) })
    else { return nil }
    isReceiverOnItsWay = true
    return receivers.remove(at: index).continuation
  }

  @usableFromInline mutating func someResumption() -> Resumption {
    // Whoever is let in may be what the next receiver waits for.
    let senders = admitSenders()
    return Resumption(senders: senders, receiver: nextReceiver())
  }

  /// Lets waiting senders in once the channel is half empty, and returns those that are done.
  private mutating func admitSenders() -> [CheckedContinuation<UnsentReason?, Never>] {
    guard isHalfEmpty else { return [] }
    var done: [CheckedContinuation<UnsentReason?, Never>] = []
    while var sender = senders.popFirst() {
      admit(from: &sender.rest)
      guard sender.rest.isEmpty else {
        senders.prepend(sender)
        break
      }
      done.append(sender.continuation)
    }
    return done
  }

  /// Ends the channel, unless it has ended, and returns everybody who waited.
  mutating func end(_ end: End) -> (senders: Deque<Sender>, receivers: Deque<WaitingReceiver>) {
    guard self.end == nil else { return ([], []) }
    self.end = end
    for sender in senders { refused[sender.id] = sender.rest }
    defer {
      senders = []
      receivers = []
    }
    return (senders, receivers)
  }
}
