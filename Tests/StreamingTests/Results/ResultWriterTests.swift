import Glibc
import PerfgateModel
import PerfgateStatistics
import PerfgateStreaming
import PerfgateTestSupport
import Testing

private struct Broken: Error, Equatable {}

@Suite("The result writer")
struct ResultWriterTests {
  /// What happened, and when.
  private struct Course: Sendable {
    var written: ResultWriter.Written?
    var error: (any Error)?
    var flushes: [(lines: Int, at: Duration)] = []
    var refused = 0
    var left = 0
    var ended = Duration.zero
  }

  private static let settings = ResultWriter.Settings(
    chunk: 4,
    flushWithin: .seconds(2),
    syncWithin: .seconds(10),
    patience: .seconds(30)
  )

  /// Writes a line at each of these seconds.
  private func write(
    at seconds: [Double],
    to storage: FaultyStorage,
    seed: UInt64? = nil,
    settings: ResultWriter.Settings = settings,
    end: @escaping @Sendable (BoundedChannel<ResultLine>) -> Void = { $0.finish() }
  ) throws -> Course {
    try Simulation.run(seed: seed) { clock in
      let timeline = Timeline(clock)
      let channel = BoundedChannel<ResultLine>(limits: .init(items: 8), timeline: timeline)
      let course = Shared(Course())
      await withTaskGroup(of: Void.self) { group in
        group.addTask {
          for (index, second) in seconds.enumerated() {
            try? await timeline.sleep(until: .seconds(second))
            if (try? await channel.send(ResultFixture.line(index))) == nil {
              course.change { $0.refused += 1 }
            }
          }
          end(channel)
        }
        let writer = ResultWriter(to: storage, settings, timeline: timeline)
        do {
          let written = try await writer.drain(channel) { written in
            course.change { $0.flushes.append((written.lines, clock.now.offset)) }
          }
          course.change { $0.written = written }
        } catch {
          course.change { $0.error = error }
        }
        course.change { $0.ended = clock.now.offset }
      }
      course.change { $0.left = channel.takeRemaining().count }
      return course.value
    }
  }

  private func text(_ range: Range<Int>) -> [UInt8] {
    range.flatMap { ResultFixture.line($0).bytes }
  }

  @Test("lines are written when there is a chunk of them, or after a time")
  func flushes() throws {
    let storage = FaultyStorage()
    let course = try write(at: [1, 1, 1, 1, 1, 5, 6, 20], to: storage)
    #expect(course.flushes.map(\.lines) == [4, 5, 7, 8])
    #expect(course.flushes.map(\.at) == [1, 3, 7, 20].map { .seconds($0) })
    #expect(storage.now.bytes == text(0..<8))
    #expect(course.written?.lines == 8 && course.written?.bytes == storage.now.bytes.count)
  }

  @Test("what is written is synced after a time, also where nothing follows, and at the end")
  func syncs() throws {
    let storage = FaultyStorage()
    let course = try write(at: [1, 1, 1, 1, 100, 130], to: storage)
    #expect(course.written?.syncs == 3)
    #expect(storage.now.syncs == 3 && storage.now.synced == storage.now.bytes.count)
    let idle = FaultyStorage()
    _ = try write(at: [1, 50], to: idle) { channel in
      // The second line has not been flushed when the channel ends, the first was synced at 13.
      #expect(idle.now.synced == ResultFixture.line(0).bytes.count)
      channel.finish()
    }
    #expect(idle.now.synced == text(0..<2).count)
  }

  @Test(
    "a write that passes is tried again where it stopped",
    arguments: [EINTR, EAGAIN, ENOSPC, EDQUOT]
  )
  func retries(error: Int32) throws {
    let storage = FaultyStorage { $0 % 3 == 2 ? .succeeds : .fails(after: 17, error) }
    let course = try write(at: [1, 1, 1, 1, 1, 1], to: storage)
    #expect(storage.now.bytes == text(0..<6))
    #expect(course.written?.lines == 6)
    #expect(course.written?.retries == 4)
  }

  @Test("a disk that stays full ends patience; whole lines stay, and nobody waits to send")
  func fullDisk() throws {
    let room = text(0..<5).count + 20
    let storage = FaultyStorage { append in
      append == 0 ? .succeeds : .fails(after: append == 1 ? room - text(0..<4).count : 0, ENOSPC)
    }
    let course = try write(at: Array(repeating: 1, count: 40), to: storage)
    let error = try #require(course.error as? GateError)
    #expect(error.exit == .cannotWrite)
    let message = "cannot write results.jsonl: no space left on device"
    #expect(error.diagnostics.first?.message == message)
    #expect(error.diagnostics.first?.notes == ["5 results of this run are in results.jsonl"])
    #expect(storage.now.bytes == text(0..<5))
    #expect(storage.now.synced == storage.now.bytes.count)
    #expect(course.ended >= .seconds(31) && course.ended < .seconds(33))
    // Four and four were taken, the others are the sender's or still in the channel.
    #expect(8 + course.left + course.refused == 40)
  }

  @Test("what does not pass is told at once", arguments: [EIO, EFBIG, EROFS, EBADF])
  func permanent(error: Int32) throws {
    let storage = FaultyStorage { $0 == 0 ? .succeeds : .fails(after: 3, error) }
    let course = try write(at: Array(repeating: 1, count: 8), to: storage)
    #expect((course.error as? GateError)?.exit == .cannotWrite)
    #expect(course.ended == .seconds(1))
    #expect(storage.now.bytes == text(0..<4))
  }

  @Test("a sync that fails is not tried again: what was lost stays lost")
  func failedSync() throws {
    let storage = FaultyStorage(failsToSync: true)
    let course = try write(at: [1, 1], to: storage)
    #expect((course.error as? GateError)?.exit == .cannotWrite)
    #expect(storage.now.syncs == 0)
  }

  @Test("where what comes before fails, what was received is written and synced")
  func failedSource() throws {
    let storage = FaultyStorage()
    let course = try write(at: [1, 1, 1], to: storage) { $0.fail(Broken()) }
    #expect(course.error is Broken)
    #expect(storage.now.bytes == text(0..<3))
    #expect(storage.now.synced == storage.now.bytes.count)
  }

  @Test(
    "whatever fails in between, the file is whole lines in their order",
    arguments: UInt64(0)..<200
  )
  func schedules(seed: UInt64) throws {
    let storage = FaultyStorage { append in
      var random = SeededGenerator(seed: seed &* 10_000 &+ UInt64(append))
      let errors = [EINTR, EAGAIN, ENOSPC, EDQUOT]
      guard random.nextIndex(below: 3) == 0 else { return .succeeds }
      return .fails(
        after: random.nextIndex(below: 300),
        errors[random.nextIndex(below: errors.count)]
      )
    }
    var random = SeededGenerator(seed: seed)
    var second = 0.0
    let seconds = (0..<40).map { _ in
      second += random.nextIndex(below: 4) == 0 ? 5 * random.nextUnit() : 0
      return second
    }
    let course = try write(at: seconds, to: storage, seed: seed)
    #expect(course.written?.lines == 40)
    #expect(storage.now.bytes == text(0..<40))
    #expect(storage.now.synced == storage.now.bytes.count)
  }
}
