import PerfgateStreaming
import PerfgateTestSupport
import Testing

private struct Broken: Error, Equatable {}

@Suite("A bounded channel")
struct ChannelTests {
  private func channel(
    items: Int,
    bytes: Int = .max,
    _ clock: SimulatedClock
  ) -> BoundedChannel<Int> {
    BoundedChannel(limits: .init(items: items, bytes: bytes), timeline: Timeline(clock)) { $0 }
  }

  @Test("what is sent arrives in order, and then the end")
  func order() throws {
    let received = try Simulation.run { clock in
      let channel = channel(items: 3, clock)
      return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for number in 0..<100 { try await channel.send(number) }
          channel.finish()
        }
        var received: [Int] = []
        for try await number in channel { received.append(number) }
        return received
      }
    }
    #expect(received == Array(0..<100))
  }

  @Test(
    "a sender waits at the limit and goes on when half is gone",
    arguments: [(8, 4), (5, 2), (1, 0)]
  )
  func hysteresis(limit: Int, half: Int) throws {
    let levels = try Simulation.run { clock in
      let channel = channel(items: limit, clock)
      return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { for number in 0..<limit + 1 { try await channel.send(number) } }
        try await clock.sleep(until: clock.now.advanced(by: .seconds(1)), tolerance: nil)
        var levels = [channel.counters.items]
        while channel.counters.sent == limit {
          _ = try await channel.receive()
          levels.append(channel.counters.items)
        }
        try await group.waitForAll()
        return levels
      }
    }
    // The last one is the level after the sender was let in.
    #expect(levels == Array((half + 1...limit).reversed()) + [half + 1])
  }

  @Test("bytes bound it as well, and the next is let in at half of them")
  func bytes() throws {
    let counters = try Simulation.run { clock in
      let channel = channel(items: 100, bytes: 100, clock)
      return try await withThrowingTaskGroup(of: [ChannelCounters].self) { group in
        group.addTask {
          for size in [40, 40, 10, 30] { try await channel.send(size) }
          return []
        }
        try await clock.sleep(until: clock.now.advanced(by: .seconds(1)), tolerance: nil)
        var counters = [channel.counters]
        for _ in 0..<2 {
          _ = try await channel.receive()
          counters.append(channel.counters)
        }
        return counters
      }
    }
    #expect(counters.map(\.bytes) == [90, 50 + 30, 40])
    #expect(counters.map(\.sent) == [3, 4, 4])
    #expect(counters.last?.peakBytes == 90)
  }

  @Test("an item that is larger than the limit passes alone")
  func oversized() throws {
    let (received, counters) = try Simulation.run { clock in
      let channel = channel(items: 10, bytes: 100, clock)
      return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for size in [10, 20, 1000, 5, .max, 7] { try await channel.send(size) }
          channel.finish()
        }
        var received: [[Int]] = []
        while true {
          try await clock.sleep(until: clock.now.advanced(by: .seconds(1)), tolerance: nil)
          let items = try await channel.receive(upTo: 10)
          if items.isEmpty { return (received, channel.counters) }
          received.append(items)
        }
      }
    }
    #expect(received == [[10, 20], [1000], [5], [.max], [7]])
    #expect(counters.peakBytes == .max)
  }

  @Test("senders that wait are let in in the order in which they came")
  func fairness() throws {
    let received = try Simulation.run { clock in
      let channel = channel(items: 1, clock)
      return try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<50 {
          group.addTask {
            try await clock.sleep(until: .init(offset: .seconds(number)), tolerance: nil)
            try await channel.send(number)
          }
        }
        try await clock.sleep(until: .init(offset: .seconds(100)), tolerance: nil)
        var received: [Int] = []
        while received.count < 50 { received += try await channel.receive(upTo: 3) }
        return received
      }
    }
    #expect(received == Array(0..<50))
  }

  @Test("what was sent before a failure is received before it is thrown, again and again")
  func failure() throws {
    try Simulation.run { clock in
      let channel = channel(items: 10, clock)
      try await channel.send(contentsOf: [1, 2])
      channel.fail(Broken())
      channel.finish()
      #expect(try await channel.receive() == 1)
      #expect(try await channel.receive(upTo: 5) == [2])
      for _ in 0..<2 {
        await #expect(throws: Broken()) { try await channel.receive() }
        await #expect(throws: Broken()) { try await channel.receive(upTo: 5) }
        await #expect(throws: Broken()) {
          try await channel.receive(upTo: 5, within: .seconds(1))
        }
      }
    }
  }

  @Test("whoever waits to send to a channel that ends gets back what was not accepted")
  func refused() throws {
    try Simulation.run { clock in
      let channel = channel(items: 2, clock)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          do throws(Unsent<Int>) {
            try await channel.send(contentsOf: [1, 2, 3, 4])
            Issue.record("four items were accepted")
          } catch {
            #expect(error.elements == [3, 4])
            guard case .failed(let reason) = error.reason else {
              Issue.record("\(error.reason)")
              return
            }
            #expect(reason is Broken)
          }
        }
        try await clock.sleep(until: clock.now.advanced(by: .seconds(1)), tolerance: nil)
        channel.fail(Broken())
        try await group.waitForAll()
      }
      #expect(channel.takeRemaining() == [1, 2])
      #expect(channel.counters.sent == 2 && channel.counters.received == 2)
      await #expect(throws: Unsent<Int>.self) { try await channel.send(5) }
    }
  }

  @Test("every receiver that waits learns of the end")
  func endForAll() throws {
    let ends = try Simulation.run { clock in
      let channel = channel(items: 2, clock)
      return try await withThrowingTaskGroup(of: Int?.self) { group in
        for _ in 0..<20 { group.addTask { try await channel.receive() } }
        for _ in 0..<20 {
          group.addTask { try await channel.receive(upTo: 3).first }
        }
        try await clock.sleep(until: clock.now.advanced(by: .seconds(1)), tolerance: nil)
        channel.finish()
        return try await group.reduce(into: 0) { $0 += $1 == nil ? 1 : 0 }
      }
    }
    #expect(ends == 40)
  }

  @Test("a cancelled task neither sends nor receives")
  func cancelled() throws {
    try Simulation.run { clock in
      let channel = channel(items: 2, clock)
      try await channel.send(1)
      await withTaskGroup(of: Void.self) { group in
        group.cancelAll()
        group.addTask {
          await #expect(throws: CancellationError.self) { try await channel.receive() }
          do throws(Unsent<Int>) {
            try await channel.send(2)
            Issue.record("sent")
          } catch {
            #expect(error.elements == [2])
          }
        }
      }
      #expect(channel.counters.sent == 1 && channel.counters.items == 1)
    }
  }

  @Test("a cancelled wait ends, and the items go to others")
  func cancelledWait() throws {
    try Simulation.run { clock in
      let channel = channel(items: 2, clock)
      let received = Shared<[Int]>([])
      try await withThrowingTaskGroup(of: Void.self) { outer in
        outer.addTask {
          while let item = try await channel.receive() { received.change { $0.append(item) } }
        }
        await withTaskGroup(of: Void.self) { group in
          for _ in 0..<10 { group.addTask { _ = try? await channel.receive() } }
          try? await clock.sleep(until: clock.now.advanced(by: .seconds(1)), tolerance: nil)
          group.cancelAll()
        }
        for number in 0..<5 { try await channel.send(number) }
        channel.finish()
        try await outer.waitForAll()
      }
      #expect(received.value == [0, 1, 2, 3, 4])
    }
  }

  @Test("the time that each side waited is counted")
  func waiting() throws {
    let counters = try Simulation.run { clock in
      let channel = channel(items: 1, clock)
      return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          try await clock.sleep(until: .init(offset: .seconds(3)), tolerance: nil)
          try await channel.send(0)
          try await channel.send(1)
          try await channel.send(2)
          channel.finish()
        }
        while try await channel.receive() != nil {
          try await clock.sleep(until: clock.now.advanced(by: .seconds(10)), tolerance: nil)
        }
        return channel.counters
      }
    }
    #expect(counters.idleTime == .seconds(3) && counters.idleReceives == 1)
    // The second is let in at once, the third when the first was worked on for ten seconds.
    #expect(counters.blockedTime == .seconds(10))
    #expect(counters.sent == 3 && counters.received == 3 && counters.items == 0)
  }
}
