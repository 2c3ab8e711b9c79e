import PerfgateStreaming
import PerfgateTestSupport
import Testing

@Suite("Chunks")
struct ChunkTests {
  /// Sends each number at the second that it is, and finishes.
  private func chunks(
    at seconds: [Int],
    limit: Int = 100,
    upTo maximum: Int,
    within time: Duration,
    idleAfter idle: Duration? = nil
  ) throws -> [(items: [Int], at: Duration)] {
    try Simulation.run { clock in
      let channel = BoundedChannel<Int>(limits: .init(items: limit), timeline: Timeline(clock))
      return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          for second in seconds {
            try await clock.sleep(until: .init(offset: .seconds(second)), tolerance: nil)
            try await channel.send(second)
          }
          channel.finish()
        }
        var chunks: [(items: [Int], at: Duration)] = []
        while true {
          switch try await channel.receive(upTo: maximum, within: time, idleAfter: idle) {
          case .items(let items): chunks.append((items, clock.now.offset))
          case .idle: chunks.append(([], clock.now.offset))
          case .end: return chunks
          }
        }
      }
    }
  }

  @Test("a chunk is passed on when it is full")
  func full() throws {
    let chunks = try chunks(at: [1, 2, 3, 4, 5, 6, 7], upTo: 3, within: .seconds(100))
    #expect(chunks.map(\.items) == [[1, 2, 3], [4, 5, 6], [7]])
    #expect(chunks.map(\.at) == [.seconds(3), .seconds(6), .seconds(7)])
  }

  @Test("a chunk is passed on a time after its first item, full or not")
  func timed() throws {
    let chunks = try chunks(at: [10, 11, 12, 20, 29, 100], upTo: 50, within: .seconds(9))
    // The item of second 29 comes at the moment at which the time is up.
    #expect([[10, 20, 29, 100], [10, 20, 100]].contains(chunks.map(\.items.first)))
    #expect(chunks.first?.items == [10, 11, 12])
    #expect(chunks.first?.at == .seconds(19))
    #expect(chunks.last?.at == .seconds(100))
    #expect(chunks.flatMap(\.items) == [10, 11, 12, 20, 29, 100])
  }

  @Test("a channel that holds less than a chunk gives what it holds")
  func smallChannel() throws {
    let chunks = try chunks(at: Array(1...8), limit: 4, upTo: 50, within: .seconds(1000))
    #expect(chunks.map(\.items) == [[1, 2, 3, 4], [5, 6, 7, 8]])
    #expect(chunks.map(\.at) == [.seconds(4), .seconds(8)])
  }

  @Test("nothing within the time is told, too")
  func idle() throws {
    let chunks = try chunks(at: [10], upTo: 5, within: .seconds(2), idleAfter: .seconds(4))
    #expect(chunks.map(\.at) == [.seconds(4), .seconds(8), .seconds(10)])
    #expect(chunks.map(\.items) == [[], [], [10]])
  }

  @Test("a chunk that is cancelled takes nothing")
  func cancelled() throws {
    try Simulation.run { clock in
      let channel = BoundedChannel<Int>(limits: .init(items: 10), timeline: Timeline(clock))
      try await channel.send(contentsOf: [1, 2, 3])
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          await #expect(throws: CancellationError.self) {
            try await channel.receive(upTo: 5, within: .seconds(100))
          }
        }
        try? await clock.sleep(until: .init(offset: .seconds(1)), tolerance: nil)
        group.cancelAll()
      }
      #expect(channel.takeRemaining() == [1, 2, 3])
      #expect(clock.now.offset == .seconds(1))
    }
  }
}
