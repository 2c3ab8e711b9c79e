import PerfgateStatistics
import PerfgateStreaming
import Testing

/// On real threads, where the thread sanitizer looks on: schedules that follow from a seed are in
/// `ChannelScheduleTests`.
@Suite("A channel on all processors")
struct ChannelStressTests {
  @Test(
    "many senders and receivers lose nothing and get nothing twice",
    arguments: [1, 2, 16, 1000]
  )
  func everybody(limit: Int) async throws {
    let channel = BoundedChannel<Int>(limits: .init(items: limit, bytes: 40)) { $0 % 50 }
    let perSender = 4000
    let received = await withTaskGroup(of: [Int].self) { group in
      group.addTask {
        await withTaskGroup(of: Void.self) { senders in
          for sender in 0..<6 {
            senders.addTask { await Self.send(sender * perSender, perSender, to: channel) }
          }
        }
        channel.finish()
        return []
      }
      for receiver in 0..<6 { group.addTask { await Self.receive(receiver, from: channel) } }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(received.sorted() == Array(0..<6 * perSender))
    #expect(channel.counters.received == 6 * perSender && channel.counters.bytes == 0)
  }

  private static func send(_ first: Int, _ count: Int, to channel: BoundedChannel<Int>) async {
    var next = first
    while next < first + count {
      let part = Array(next..<min(next + 1 + next % 7, first + count))
      try? await channel.send(contentsOf: part)
      next += part.count
    }
  }

  private static func receive(_ index: Int, from channel: BoundedChannel<Int>) async -> [Int] {
    var items: [Int] = []
    while true {
      do {
        switch index % 3 {
        case 0:
          guard let item = try await channel.receive() else { return items }
          items.append(item)
        case 1:
          let some = try await channel.receive(upTo: 5)
          if some.isEmpty { return items }
          items += some
        default:
          switch try await channel.receive(upTo: 8, within: .microseconds(200)) {
          case .items(let some): items += some
          case .idle: continue
          case .end: return items
          }
        }
      } catch {
        return items
      }
    }
  }

  @Test("receivers and senders that are cancelled at any moment lose nothing")
  func cancelled() async throws {
    for round in 0..<60 {
      let channel = BoundedChannel<Int>(limits: .init(items: 3))
      let results = await withTaskGroup(
        of: (sent: [Int], received: [Int]).self,
        returning: (sent: [Int], received: [Int]).self
      ) { group in
        for sender in 0..<4 {
          group.addTask {
            var sent: [Int] = []
            for number in 0..<500 {
              let item = sender * 1000 + number
              guard (try? await channel.send(item)) != nil else { return (sent, []) }
              sent.append(item)
            }
            return (sent, [])
          }
        }
        for _ in 0..<4 {
          group.addTask {
            var received: [Int] = []
            while let item = try? await channel.receive() { received.append(item) }
            return ([], received)
          }
        }
        try? await Task.sleep(for: .microseconds(round * 20))
        group.cancelAll()
        return await group.reduce(into: (sent: [], received: [])) { sums, part in
          sums.sent += part.sent
          sums.received += part.received
        }
      }
      let received = results.received + channel.takeRemaining()
      #expect(received.sorted() == results.sent.sorted(), "round \(round)")
    }
  }
}
