public import Synchronization

extension BoundedChannel {
  private enum Receiving<Items> {
    case items(Items)
    case end((any Error)?)
    /// There are fewer items than wanted.
    case short(Int)
  }

  /// Receives the next item, and waits for it.
  ///
  /// - Returns: The item; `nil` where the channel was finished and everything was taken out.
  /// - Throws: `CancellationError` where the task is cancelled, and nothing was taken; what the
  ///   channel failed with, after everything was taken out.
  @inlinable package func receive() async throws -> Element? {
    try Task.checkCancellation()
    let (element, resumption) = state.withLock { state in
      (state.takeFirst(), state.resumption())
    }
    resumption?.run()
    if let element { return element }
    return try await receiveLater()
  }

  /// Receives what is there, and waits where there is nothing.
  ///
  /// - Parameter maximum: The most items to take, at least 1.
  /// - Returns: The items in their order; none where the channel was finished and everything was
  ///   taken out.
  /// - Throws: `CancellationError` where the task is cancelled, and nothing was taken; what the
  ///   channel failed with, after everything was taken out.
  @inlinable package func receive(upTo maximum: Int) async throws -> [Element] {
    try Task.checkCancellation()
    let (elements, resumption) = state.withLock { state in
      (state.take(upTo: maximum), state.resumption())
    }
    resumption?.run()
    if !elements.isEmpty { return elements }
    return try await receiveLater(upTo: maximum)
  }

  /// Receives a chunk: so many items, or those that there are a time after the first was found.
  ///
  /// It is smaller, too, where the channel cannot hold more, or ends.
  ///
  /// - Parameters:
  ///   - maximum: The most items to take, at least 1.
  ///   - time: The longest wait for the chunk to fill.
  ///   - idleTime: The longest wait for the first item; `nil` waits for ever.
  /// - Returns: The items, or that there are none.
  /// - Throws: `CancellationError` where the task is cancelled, and nothing was taken; what the
  ///   channel failed with, after everything was taken out.
  package func receive(
    upTo maximum: Int,
    within time: Duration,
    idleAfter idleTime: Duration? = nil
  ) async throws -> Chunk<Element> {
    try Task.checkCancellation()
    let idleMoment = idleTime.map { timeline.now() + $0 }
    var moment: Duration?
    var isOnItsWay = false
    while true {
      let isDue = moment.map { $0 <= timeline.now() } ?? false
      switch take(upTo: maximum, isOnItsWay: isOnItsWay, atLeast: isDue ? 1 : maximum) {
      case .items(let elements): return .items(elements)
      case .end(let error):
        if let error { throw error }
        return .end
      case .short(0):
        moment = nil
        if let idleMoment, idleMoment <= timeline.now() { return .idle }
        isOnItsWay = try await wait(for: 1, isFirst: isOnItsWay, until: idleMoment)
      case .short:
        let fullMoment = moment ?? timeline.now() + time
        moment = fullMoment
        isOnItsWay = try await wait(for: maximum, isFirst: isOnItsWay, until: fullMoment)
      }
    }
  }

  /// Takes everything out without waiting; for whoever ends a channel that nobody receives from.
  ///
  /// - Returns: The items that were accepted and not received.
  package func takeRemaining() -> [Element] {
    let (elements, resumption) = state.withLock { state in
      (state.take(upTo: .max), state.resumption())
    }
    resumption?.run()
    return elements
  }

  @usableFromInline func receiveLater() async throws -> Element? {
    try await receiveLater(upTo: 1).first
  }

  @usableFromInline func receiveLater(upTo maximum: Int) async throws -> [Element] {
    var isOnItsWay = false
    while true {
      switch take(upTo: maximum, isOnItsWay: isOnItsWay, atLeast: 1) {
      case .items(let elements): return elements
      case .end(let error):
        if let error { throw error }
        return []
      case .short: isOnItsWay = try await wait(for: 1, isFirst: isOnItsWay)
      }
    }
  }

  private func take(
    upTo maximum: Int,
    isOnItsWay: Bool,
    atLeast minimum: Int
  ) -> Receiving<[Element]> {
    let (receiving, resumption) = state.withLock { state in
      // The one that was on its way is here.
      if isOnItsWay { state.isReceiverOnItsWay = false }
      let receiving: Receiving<[Element]>
      if !state.buffer.isEmpty, state.isReady(for: minimum) {
        receiving = .items(state.take(upTo: maximum))
      } else {
        switch state.end {
        case nil: receiving = .short(state.buffer.count)
        case .finished: receiving = .end(nil)
        case .failed(let error): receiving = .end(error)
        }
      }
      return (receiving, state.resumption())
    }
    resumption?.run()
    return receiving
  }
}

extension BoundedChannel {
  /// Waits for items, for an end, or until a moment.
  ///
  /// - Returns: Whether this receiver is the one that is on its way.
  private func wait(
    for minimum: Int,
    isFirst: Bool,
    until moment: Duration? = nil
  ) async throws -> Bool {
    let id = nextID()
    let begin = timeline.now()
    let wake: ReceiverWake
    if let moment {
      wake = await withTaskGroup(of: Void.self) { group in
        group.addTask {
          guard (try? await self.timeline.sleep(until: moment)) != nil else { return }
          self.state.withLock { $0.removeReceiver(id) }?.continuation.resume(returning: .look)
        }
        defer { group.cancelAll() }
        return await suspend(id, minimum, isFirst, moment)
      }
    } else {
      wake = await suspend(id, minimum, isFirst, nil)
    }
    let time = timeline.now() - begin
    state.withLock { state in
      state.counters.idleReceives += 1
      state.counters.idleTime += time
    }
    switch wake {
    case .items: return true
    case .look: return false
    case .cancelled: throw CancellationError()
    }
  }

  private func suspend(
    _ id: UInt64,
    _ minimum: Int,
    _ isFirst: Bool,
    _ moment: Duration?
  ) async -> ReceiverWake {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let wake = state.withLock { state -> ReceiverWake? in
          // Whoever cancels this task, or ends its time, does so first and then asks for the lock:
          // it is seen here, or the receiver is found waiting there.
          if Task.isCancelled { return .cancelled }
          if state.isReady(for: minimum) { return .look }
          if let moment, moment <= timeline.now() { return .look }
          state.wait(
            .init(id: id, minimum: minimum, continuation: continuation),
            isFirst: isFirst
          )
          return nil
        }
        if let wake { continuation.resume(returning: wake) }
      }
    } onCancel: {
      state.withLock { $0.removeReceiver(id) }?.continuation.resume(returning: .cancelled)
    }
  }
}

extension BoundedChannel: AsyncSequence {
  /// Receives item by item.
  @usableFromInline package struct AsyncIterator: AsyncIteratorProtocol {
    @usableFromInline let channel: BoundedChannel

    @inlinable init(channel: BoundedChannel) {
      self.channel = channel
    }

    /// The next item; `nil` at the end.
    @inlinable package func next() async throws -> Element? { try await channel.receive() }
  }

  /// Begins to receive; what several iterators receive is shared out among them.
  @inlinable package func makeAsyncIterator() -> AsyncIterator { AsyncIterator(channel: self) }
}
