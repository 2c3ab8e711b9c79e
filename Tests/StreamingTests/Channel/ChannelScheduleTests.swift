import PerfgateStatistics
import PerfgateStreaming
import PerfgateTestSupport
import Testing

/// An item that says where it comes from.
private struct Item: Sendable, Hashable {
  let sender: Int
  let number: Int
  let size: Int
}

private struct Broken: Error {}

/// What a schedule has shown.
private struct Ledger: Sendable {
  var accepted: [Item] = []
  var refused: [Item] = []
  /// What each receiver got, in its order.
  var received: [[Item]] = []
}

/// A schedule that follows from its seed: senders and receivers of all kinds, some of which are
/// cancelled or fail, in an order of steps that is drawn, too.
private struct Schedule: Sendable {
  let seed: UInt64
  let limits: ChannelLimits
  let senders: Int
  let receivers: Int
  let itemsPerSender: Int
  let cancels: Bool
  let failsAfter: Int?

  init(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    self.seed = seed
    limits = ChannelLimits(
      items: 1 + random.nextIndex(below: 8),
      bytes: [.max, 20, 100][random.nextIndex(below: 3)]
    )
    senders = 1 + random.nextIndex(below: 4)
    receivers = 1 + random.nextIndex(below: 4)
    itemsPerSender = random.nextIndex(below: 30)
    cancels = random.nextIndex(below: 2) == 0
    failsAfter = random.nextIndex(below: 4) == 0 ? random.nextIndex(below: 20) : nil
  }

  func run() throws -> (Ledger, ChannelCounters, [Item]) {
    try Simulation.run(seed: seed, steps: 1_000_000) { clock in
      let channel = BoundedChannel<Item>(limits: limits, timeline: Timeline(clock)) { $0.size }
      let ledger = Shared(Ledger(received: Array(repeating: [], count: receivers)))
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await sendAll(channel, ledger, clock) }
        for index in 0..<receivers {
          group.addTask { await receive(channel, index, ledger, clock) }
        }
      }
      let left = channel.takeRemaining()
      return (ledger.value, channel.counters, left)
    }
  }

  private func generator(_ role: Int) -> SeededGenerator {
    SeededGenerator(seed: seed &* 1_000 &+ UInt64(role))
  }

  private func pause(_ random: inout SeededGenerator, _ clock: SimulatedClock) async {
    switch random.nextIndex(below: 6) {
    case 0: await Task.yield()
    case 1:
      let time = Duration.milliseconds(random.nextIndex(below: 50))
      try? await clock.sleep(until: clock.now.advanced(by: time), tolerance: nil)
    default: break
    }
  }

  private func sendAll(
    _ channel: BoundedChannel<Item>,
    _ ledger: Shared<Ledger>,
    _ clock: SimulatedClock
  ) async {
    await withTaskGroup(of: (accepted: [Item], refused: [Item]).self) { group in
      for index in 0..<senders { group.addTask { await send(channel, index, clock) } }
      if cancels {
        var random = generator(900)
        let time = Duration.milliseconds(random.nextIndex(below: 300))
        try? await clock.sleep(until: clock.now.advanced(by: time), tolerance: nil)
        if random.nextIndex(below: 2) == 0 { group.cancelAll() }
      }
      for await (accepted, refused) in group {
        ledger.change { ledger in
          ledger.accepted += accepted
          ledger.refused += refused
        }
      }
    }
    channel.finish()
  }

  private func send(
    _ channel: BoundedChannel<Item>,
    _ index: Int,
    _ clock: SimulatedClock
  ) async -> (accepted: [Item], refused: [Item]) {
    var random = generator(100 + index)
    var items = (0..<itemsPerSender).map { number in
      Item(sender: index, number: number, size: random.nextIndex(below: 30))
    }[...]
    var accepted: [Item] = []
    while !items.isEmpty {
      await pause(&random, clock)
      let part = items.prefix(1 + random.nextIndex(below: 6))
      do throws(Unsent<Item>) {
        if part.count == 1, let item = part.first {
          try await channel.send(item)
        } else {
          try await channel.send(contentsOf: Array(part))
        }
        accepted += part
        items = items.dropFirst(part.count)
      } catch {
        accepted += part.dropLast(error.elements.count)
        // What comes back is the end of what was sent, in its order.
        return (accepted, error.elements + items.dropFirst(part.count))
      }
    }
    return (accepted, [])
  }

  private func receive(
    _ channel: BoundedChannel<Item>,
    _ index: Int,
    _ ledger: Shared<Ledger>,
    _ clock: SimulatedClock
  ) async {
    var random = generator(200 + index)
    // All but the first may be cancelled, and then come back.
    let mayBeCancelled = cancels && index > 0
    var isAtEnd = false
    while !isAtEnd {
      let seed = random.next()
      let (items, isDone) = await withTaskGroup(of: ([Item], Bool).self) { group in
        group.addTask { await receiveSome(channel, seed, clock) }
        if mayBeCancelled {
          let time = Duration.milliseconds(random.nextIndex(below: 100))
          try? await clock.sleep(until: clock.now.advanced(by: time), tolerance: nil)
          group.cancelAll()
        }
        return await group.next() ?? ([], true)
      }
      ledger.change { $0.received[index] += items }
      isAtEnd = isDone
      let count = ledger.value.received[index].count
      if index == 0, let failsAfter, count >= failsAfter {
        channel.fail(Broken())
        return
      }
    }
  }

  /// Receives until cancelled or at the end, in a manner that is drawn.
  private func receiveSome(
    _ channel: BoundedChannel<Item>,
    _ seed: UInt64,
    _ clock: SimulatedClock
  ) async -> ([Item], Bool) {
    var random = SeededGenerator(seed: seed)
    var items: [Item] = []
    for _ in 0..<1 + random.nextIndex(below: 10) {
      await pause(&random, clock)
      do {
        switch random.nextIndex(below: 3) {
        case 0:
          guard let item = try await channel.receive() else { return (items, true) }
          items.append(item)
        case 1:
          let some = try await channel.receive(upTo: 1 + random.nextIndex(below: 5))
          if some.isEmpty { return (items, true) }
          items += some
        default:
          let time = Duration.milliseconds(random.nextIndex(below: 40))
          let chunk = try await channel.receive(
            upTo: 1 + random.nextIndex(below: 12),
            within: time,
            idleAfter: random.nextIndex(below: 2) == 0 ? time : nil
          )
          if case .end = chunk { return (items, true) }
          if case .items(let some) = chunk { items += some }
        }
      } catch is CancellationError {
        return (items, false)
      } catch {
        return (items, true)
      }
    }
    return (items, false)
  }
}

@Suite("Random schedules of a channel")
struct ChannelScheduleTests {
  @Test(
    "nothing is lost, nothing comes twice, order is kept, nobody waits for ever",
    arguments: 0..<20
  )
  func schedules(batch: Int) throws {
    for seed in UInt64(batch * 250)..<UInt64((batch + 1) * 250) {
      let schedule = Schedule(seed: seed)
      let (ledger, counters, left) = try schedule.run()
      let received = ledger.received.flatMap { $0 }
      try #require(
        (received + left).sorted(by: before) == ledger.accepted.sorted(by: before),
        "seed \(seed)"
      )
      let all = ledger.accepted.count + ledger.refused.count
      try #require(all == schedule.senders * schedule.itemsPerSender, "seed \(seed)")
      try #require(counters.sent == ledger.accepted.count, "seed \(seed)")
      try #require(counters.received == counters.sent && counters.items == 0, "seed \(seed)")
      try #require(counters.bytes == 0, "seed \(seed)")
      try #require(counters.peakItems <= schedule.limits.items, "seed \(seed)")
      let largest = ledger.accepted.map(\.size).max() ?? 0
      try #require(counters.peakBytes <= max(schedule.limits.bytes, largest), "seed \(seed)")
      for stream in ledger.received {
        for sender in 0..<schedule.senders {
          let numbers = stream.filter { $0.sender == sender }.map(\.number)
          try #require(numbers == numbers.sorted(), "seed \(seed)")
        }
      }
    }
  }

  private func before(_ left: Item, _ right: Item) -> Bool {
    (left.sender, left.number) < (right.sender, right.number)
  }
}
