public import Synchronization

extension BoundedChannel {
  /// Sends an item, and waits for room where there is none.
  ///
  /// - Parameter element: The item; it is accepted when this returns.
  /// - Throws: Where it is not accepted, and never will be.
  @inlinable package func send(_ element: Element) async throws(Unsent<Element>) {
    if !Task.isCancelled {
      let (isAccepted, receiver) = state.withLock { state in
        (state.accept(element), state.receiverToWake())
      }
      receiver?.resume(returning: .items)
      if isAccepted { return }
    }
    try await wait(with: [element])
  }

  /// Sends items in their order, as many at a time as there is room for.
  ///
  /// - Parameter elements: The items; all are accepted when this returns.
  /// - Throws: The items that are not accepted, and never will be.
  @inlinable package func send(contentsOf elements: [Element]) async throws(Unsent<Element>) {
    var rest = elements[...]
    if !Task.isCancelled {
      let receiver = state.withLock { state in
        state.accept(from: &rest)
        return state.receiverToWake()
      }
      receiver?.resume(returning: .items)
    }
    if !rest.isEmpty { try await wait(with: rest) }
  }

  /// Waits until there is room for all of the items, or no reason to wait.
  @usableFromInline func wait(with elements: ArraySlice<Element>) async throws(Unsent<Element>) {
    let id = nextID()
    let begin = timeline.now()
    var hasWaited = false
    let reason = await withTaskCancellationHandler {
      await withCheckedContinuation { hasWaited = join(id, elements, $0) }
    } onCancel: {
      state.withLock { $0.removeSender(id) }?.resume(returning: .cancelled)
    }
    if hasWaited {
      let time = timeline.now() - begin
      state.withLock { state in
        state.counters.blockedSends += 1
        state.counters.blockedTime += time
      }
    }
    guard let reason else { return }
    let unsent = state.withLock { $0.refused.removeValue(forKey: id) } ?? []
    throw Unsent(reason: reason, elements: Array(unsent))
  }

  /// Lets a sender wait, unless it has no reason to.
  ///
  /// - Returns: Whether it waits.
  private func join(
    _ id: UInt64,
    _ elements: ArraySlice<Element>,
    _ continuation: CheckedContinuation<UnsentReason?, Never>
  ) -> Bool {
    var rest = elements
    let (isDone, reason, receiver) = state.withLock { state in
      // Whoever cancels this task marks it first and then asks for the lock: it is seen here, or
      // the sender is found waiting there.
      var reason = state.reasonToRefuse
      if reason == nil, Task.isCancelled { reason = .cancelled }
      if reason == nil {
        state.accept(from: &rest)
        if !rest.isEmpty { state.wait(.init(id: id, rest: rest, continuation: continuation)) }
      } else {
        state.refused[id] = rest
      }
      // A full channel is a reason for those to look that wait for more items than it holds.
      return (reason != nil || rest.isEmpty, reason, state.nextReceiver())
    }
    receiver?.resume(returning: .items)
    if isDone { continuation.resume(returning: reason) }
    return !isDone
  }
}
