import PerfgateHost
import PerfgateStreaming
import PerfgateSystem

/// A sender that is a thousand times faster than its receiver.
struct FlatMemory {
  let items: Int

  private static let limit = 1000
  private static let chunk = 100
  private static let ratio: Int64 = 1000

  func run() async throws {
    let nanoseconds = try await unhindered()
    let work = nanoseconds * Self.ratio
    print("sending takes \(nanoseconds) ns an item; receiving is given \(work) ns\n")
    print("| items received | resident KiB | items inside, most |")
    print("|---:|---:|---:|")
    let channel = BoundedChannel<Int>(limits: .init(items: Self.limit))
    let begin = MonotonicClock.nowNanoseconds()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await send(items, to: channel) }
      var received = 0
      while true {
        let chunk = try await channel.receive(upTo: Self.chunk)
        if chunk.isEmpty { break }
        let end = MonotonicClock.nowNanoseconds() + work * Int64(chunk.count)
        while MonotonicClock.nowNanoseconds() < end { continue }
        received += chunk.count
        if received % (items / 10) == 0 {
          print("| \(received) | \(Memory.resident) | \(channel.counters.peakItems) |")
        }
      }
    }
    let seconds = Double(MonotonicClock.nowNanoseconds() - begin) / 1e9
    let counters = channel.counters
    print(
      "\n\(counters.received) items in \(Contest.rounded(seconds)) s; "
        + "blocked \(counters.blockedTime), idle \(counters.idleTime)"
    )
  }

  /// What an item takes to send while somebody takes everything out at once, in nanoseconds.
  private func unhindered() async throws -> Int64 {
    let channel = BoundedChannel<Int>(limits: .init(items: Self.limit))
    let begin = MonotonicClock.nowNanoseconds()
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await send(1_000_000, to: channel) }
      while try await !channel.receive(upTo: Self.limit).isEmpty { continue }
    }
    return max(1, (MonotonicClock.nowNanoseconds() - begin) / 1_000_000)
  }

  private func send(_ count: Int, to channel: BoundedChannel<Int>) async throws {
    for begin in stride(from: 0, to: count, by: Self.chunk) {
      try await channel.send(contentsOf: Array(begin..<min(begin + Self.chunk, count)))
    }
    channel.finish()
  }
}
