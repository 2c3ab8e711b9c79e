import PerfgateStreaming

#if Benchmarks
import AsyncAlgorithms
#endif

/// Items through two stages: a task makes them, one passes them on, one adds them up.
struct ChannelBenchmark {
  let items: Int
  let rounds: Int

  private static let limit = 1000
  private static let chunk = 100

  struct WrongSum: Error {}

  func run() async throws {
    var ways = [
      Contest.Way(name: "BoundedChannel") { try await oneByOne() },
      Contest.Way(name: "BoundedChannel, chunks") { try await chunks() },
      Contest.Way(name: "AsyncStream, unbounded") { try await stream() },
    ]
    #if Benchmarks
    ways.append(Contest.Way(name: "AsyncChannel, unbuffered") { try await asyncChannel() })
    ways.append(Contest.Way(name: "MultiProducerSingleConsumer") { try await multiProducer() })
    #endif
    print("\(items) items through two stages, \(rounds) rounds, limit \(Self.limit)\n")
    try await Contest(ways: ways, rounds: rounds).report(items: items, to: 2)
  }

  private func check(_ sum: Int) throws {
    guard sum == items * (items - 1) / 2 else { throw WrongSum() }
  }

  private func oneByOne() async throws {
    let first = BoundedChannel<Int>(limits: .init(items: Self.limit))
    let second = BoundedChannel<Int>(limits: .init(items: Self.limit))
    let sum = try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for item in 0..<items { try await first.send(item) }
        first.finish()
      }
      group.addTask {
        while let item = try await first.receive() { try await second.send(item) }
        second.finish()
      }
      var sum = 0
      while let item = try await second.receive() { sum += item }
      return sum
    }
    try check(sum)
  }

  private func chunks() async throws {
    let first = BoundedChannel<Int>(limits: .init(items: Self.limit))
    let second = BoundedChannel<Int>(limits: .init(items: Self.limit))
    let sum = try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for begin in stride(from: 0, to: items, by: Self.chunk) {
          try await first.send(contentsOf: Array(begin..<min(begin + Self.chunk, items)))
        }
        first.finish()
      }
      group.addTask {
        while true {
          let chunk = try await first.receive(upTo: Self.chunk)
          if chunk.isEmpty { break }
          try await second.send(contentsOf: chunk)
        }
        second.finish()
      }
      var sum = 0
      while true {
        let chunk = try await second.receive(upTo: Self.chunk)
        if chunk.isEmpty { return sum }
        for item in chunk { sum += item }
      }
    }
    try check(sum)
  }

  private func stream() async throws {
    let (first, firstEnd) = AsyncStream.makeStream(of: Int.self)
    let (second, secondEnd) = AsyncStream.makeStream(of: Int.self)
    let sum = await withTaskGroup(of: Void.self) { group in
      group.addTask {
        for item in 0..<items { firstEnd.yield(item) }
        firstEnd.finish()
      }
      group.addTask {
        for await item in first { secondEnd.yield(item) }
        secondEnd.finish()
      }
      var sum = 0
      for await item in second { sum += item }
      return sum
    }
    try check(sum)
  }

  #if Benchmarks
  private typealias MultiProducer = MultiProducerSingleConsumerAsyncChannel<Int, Never>

  private func asyncChannel() async throws {
    let first = AsyncChannel<Int>()
    let second = AsyncChannel<Int>()
    let sum = await withTaskGroup(of: Void.self) { group in
      group.addTask {
        for item in 0..<items { await first.send(item) }
        first.finish()
      }
      group.addTask {
        for await item in first { await second.send(item) }
        second.finish()
      }
      var sum = 0
      for await item in second { sum += item }
      return sum
    }
    try check(sum)
  }

  private func multiProducer() async throws {
    let sum = await withThrowingTaskGroup(of: Void.self) { group in
      var first = MultiProducer.makeChannel(
        backpressureStrategy: .watermark(low: Self.limit / 2, high: Self.limit)
      )
      var second = MultiProducer.makeChannel(
        backpressureStrategy: .watermark(low: Self.limit / 2, high: Self.limit)
      )
      var made = first.takeChannel()
      var passedOn = second.takeChannel()
      var maker: MultiProducer.Source? = consume first.source
      var passer: MultiProducer.Source? = consume second.source
      group.addTask {
        for item in 0..<items { try await maker?.send(item) }
        maker = nil
      }
      group.addTask {
        while let item = await made.next() { try await passer?.send(item) }
        passer = nil
      }
      var sum = 0
      while let item = await passedOn.next() { sum += item }
      return sum
    }
    try check(sum)
  }
  #endif
}
