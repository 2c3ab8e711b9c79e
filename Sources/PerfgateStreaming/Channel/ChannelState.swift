public import DequeModule

/// What became of a receiver that waited.
@usableFromInline enum ReceiverWake: Sendable {
  /// There are items, and it is on this one to take some and to wake the next.
  case items
  /// There is a reason to look again: an end, or a time that is up.
  case look
  /// Its task was cancelled.
  case cancelled
}

/// A receiver that waits.
@usableFromInline struct WaitingReceiver: Sendable {
  let id: UInt64
  /// Of how many items it wants to know.
  let minimum: Int
  let continuation: CheckedContinuation<ReceiverWake, Never>
}

/// Whom a receiver resumes once the lock is given back.
@usableFromInline struct Resumption: Sendable {
  /// Senders whose items were all accepted.
  let senders: [CheckedContinuation<UnsentReason?, Never>]
  let receiver: CheckedContinuation<ReceiverWake, Never>?

  @usableFromInline func run() {
    receiver?.resume(returning: .items)
    for sender in senders { sender.resume(returning: nil) }
  }
}

/// What a channel holds, to be used behind its lock.
///
/// Each step returns whom to resume once the lock is given back. At most one receiver at a time is on
/// its way to take items; it takes all it may, and then wakes the next where something is left. So a
/// burst of items wakes one task and not all of them, and none that came is forgotten: where there
/// are items and receivers that wait for as many, one is on its way.
///
/// What every item goes through is inlinable, so that whoever uses a channel compiles it for its own
/// items: as generic code it takes ten times as long.
@usableFromInline struct ChannelState<Element: Sendable> {
  @usableFromInline struct Sender: Sendable {
    let id: UInt64
    var rest: ArraySlice<Element>
    /// Resumed with the reason for which the rest is not accepted, or none.
    let continuation: CheckedContinuation<UnsentReason?, Never>
  }

  @usableFromInline enum End: Sendable {
    case finished
    case failed(any Error)
  }

  @usableFromInline let limits: ChannelLimits
  @usableFromInline let measure: (@Sendable (Element) -> Int)?
  @usableFromInline var buffer = Deque<Element>()
  /// The bytes of each item in the buffer; empty where they are not measured.
  @usableFromInline var sizes = Deque<Int>()
  @usableFromInline var senders = Deque<Sender>()
  @usableFromInline var receivers = Deque<WaitingReceiver>()
  @usableFromInline var isReceiverOnItsWay = false
  /// What was not accepted of senders that waited, until they come for it.
  var refused: [UInt64: ArraySlice<Element>] = [:]
  @usableFromInline var end: End?
  @usableFromInline var counters = ChannelCounters()

  init(limits: ChannelLimits, measure: (@Sendable (Element) -> Int)?) {
    self.limits = limits
    self.measure = measure
  }

  // MARK: Sending

  /// Accepts an item where the channel has no end, no sender waits and there is room.
  @inlinable mutating func accept(_ element: Element) -> Bool {
    guard end == nil, senders.isEmpty else { return false }
    let size = size(of: element)
    guard hasRoom(for: size) else { return false }
    append(element, size)
    return true
  }

  /// Accepts as many items as there is room for, where the channel has no end and no sender waits, and
  /// leaves the others.
  @inlinable mutating func accept(from rest: inout ArraySlice<Element>) {
    guard end == nil, senders.isEmpty else { return }
    admit(from: &rest)
  }

  @inlinable mutating func admit(from rest: inout ArraySlice<Element>) {
    guard measure == nil else {
      while let element = rest.first {
        let size = size(of: element)
        guard hasRoom(for: size) else { return }
        append(element, size)
        rest.removeFirst()
      }
      return
    }
    let count = min(rest.count, limits.items - buffer.count)
    buffer.append(contentsOf: rest.prefix(count))
    rest = rest.dropFirst(count)
    counters.sent += count
    counters.peakItems = max(counters.peakItems, buffer.count)
  }

  @inlinable func size(of element: Element) -> Int {
    guard let measure else { return 0 }
    return max(0, measure(element))
  }

  /// Whether an item fits; one that is larger than all there can be fits alone.
  @inlinable func hasRoom(for size: Int) -> Bool {
    buffer.isEmpty
      || buffer.count < limits.items && size <= limits.bytes - min(counters.bytes, limits.bytes)
  }

  @inlinable mutating func append(_ element: Element, _ size: Int) {
    buffer.append(element)
    if measure != nil {
      sizes.append(size)
      counters.bytes += size
      if counters.bytes > counters.peakBytes { counters.peakBytes = counters.bytes }
    }
    counters.sent += 1
    if buffer.count > counters.peakItems { counters.peakItems = buffer.count }
  }

  // MARK: Receiving

  /// Takes the first item.
  @inlinable mutating func takeFirst() -> Element? {
    guard let element = buffer.popFirst() else { return nil }
    if measure != nil { counters.bytes -= sizes.removeFirst() }
    counters.received += 1
    return element
  }

  /// Takes the first items, at most so many.
  @inlinable mutating func take(upTo maximum: Int) -> [Element] {
    let count = min(maximum, buffer.count)
    guard count > 0 else { return [] }
    let elements = count == buffer.count ? Array(buffer) : Array(buffer.prefix(count))
    if count == buffer.count {
      buffer.removeAll(keepingCapacity: true)
      sizes.removeAll(keepingCapacity: true)
      counters.bytes = 0
    } else {
      buffer.removeFirst(count)
      if measure != nil {
        counters.bytes -= sizes.prefix(count).reduce(0, +)
        sizes.removeFirst(count)
      }
    }
    counters.received += count
    return elements
  }

  /// Whom to resume after items were taken; `nil` where that is nobody.
  @inlinable mutating func resumption() -> Resumption? {
    let maySend = !senders.isEmpty && isHalfEmpty
    let mayReceive = !receivers.isEmpty && !isReceiverOnItsWay && !buffer.isEmpty
    return maySend || mayReceive ? someResumption() : nil
  }

  /// Whether senders that wait may be let in.
  @inlinable var isHalfEmpty: Bool {
    buffer.count <= limits.items / 2 && counters.bytes <= limits.bytes / 2
  }

  /// The receiver to wake after items came, where there is something for one and none is on its way.
  @inlinable mutating func receiverToWake() -> CheckedContinuation<ReceiverWake, Never>? {
    receivers.isEmpty || isReceiverOnItsWay ? nil : nextReceiver()
  }
}
