import PerfgateModel
import PerfgateSystem

/// Writes the results that come from a channel to the end of a file.
///
/// A chunk of lines is one write: when so many lines are there, or a time after the first of them.
/// What was written is put where it survives a loss of power a time after it was written, and at the
/// end, whatever kind of end. A write that may succeed later is tried again; of a disk that is full,
/// until patience ends.
package struct ResultWriter: Sendable {
  /// When what is done.
  package struct Settings: Sendable, Equatable {
    /// The most lines of a write, at least 1.
    package var chunk: Int
    /// The longest wait of a line for others to be written with.
    package var flushWithin: Duration
    /// The longest that a loss of power can cost.
    package var syncWithin: Duration
    /// How long a write that does not succeed is tried again.
    package var patience: Duration

    /// Makes settings.
    package init(
      chunk: Int = 50,
      flushWithin: Duration = .milliseconds(200),
      syncWithin: Duration = .seconds(5),
      patience: Duration = .seconds(30)
    ) {
      self.chunk = chunk
      self.flushWithin = flushWithin
      self.syncWithin = syncWithin
      self.patience = patience
    }
  }

  /// What was written.
  package struct Written: Sendable, Equatable {
    /// The lines.
    package internal(set) var lines = 0
    /// The bytes.
    package internal(set) var bytes = 0
    /// The chunks that they were written in.
    package internal(set) var flushes = 0
    /// How often they were put where they survive a loss of power.
    package internal(set) var syncs = 0
    /// How often a write was tried again.
    package internal(set) var retries = 0
  }

  private static let firstPause = Duration.milliseconds(10)
  private static let longestPause = Duration.seconds(1)

  private let storage: any ResultStorage
  private let settings: Settings
  private let timeline: Timeline

  /// Makes a writer.
  ///
  /// - Parameters:
  ///   - storage: The file.
  ///   - settings: When what is done.
  ///   - timeline: What time is.
  package init(
    to storage: any ResultStorage,
    _ settings: Settings = Settings(),
    timeline: Timeline = .continuous()
  ) {
    self.storage = storage
    self.settings = settings
    self.timeline = timeline
  }

  /// Writes lines until their channel ends.
  ///
  /// Where writing fails the channel does, too, so that nobody waits to send. Where this task is
  /// cancelled, or the channel fails, what was received is written first.
  ///
  /// - Parameters:
  ///   - channel: The lines.
  ///   - flushed: Told after each chunk what has been written; it is in the file then.
  /// - Returns: What was written.
  /// - Throws: `GateError` with exit 73 where a write fails; `CancellationError`; what the channel
  ///   failed with.
  package func drain(
    _ channel: BoundedChannel<ResultLine>,
    flushed: @Sendable (Written) -> Void = { _ in }
  ) async throws -> Written {
    var progress = Progress()
    while true {
      let chunk: Chunk<ResultLine>
      do {
        chunk = try await channel.receive(
          upTo: settings.chunk,
          within: settings.flushWithin,
          idleAfter: progress.unsyncedSince.map { untilSync(since: $0) }
        )
      } catch {
        try await sync(&progress)
        throw error
      }
      do throws(GateError) {
        switch chunk {
        case .items(let lines):
          try await write(lines, &progress)
          flushed(progress.written)
        case .idle: break
        case .end:
          try await sync(&progress)
          return progress.written
        }
        if let since = progress.unsyncedSince, untilSync(since: since) == .zero {
          try await sync(&progress)
        }
      } catch {
        channel.fail(error)
        throw error
      }
    }
  }

  /// How far it has come.
  private struct Progress {
    var written = Written()
    /// Since when something is written and not synced.
    var unsyncedSince: Duration?

    mutating func note(wholeLinesOf bytes: ArraySlice<UInt8>, at moment: Duration) {
      let end = bytes.lastIndex(where: \.isLineEnd).map { $0 + 1 } ?? 0
      guard end > 0 else { return }
      written.lines += bytes[..<end].count(where: \.isLineEnd)
      written.bytes += end
      written.flushes += 1
      unsyncedSince = unsyncedSince ?? moment
    }
  }

  private func untilSync(since moment: Duration) -> Duration {
    max(.zero, moment + settings.syncWithin - timeline.now())
  }

  private func sync(_ progress: inout Progress) async throws(GateError) {
    guard progress.unsyncedSince != nil else { return }
    do throws(FileError) {
      try await storage.sync()
    } catch {
      // The system forgets what it could not write: syncing again would succeed and mean nothing.
      throw failure(error, progress.written)
    }
    progress.written.syncs += 1
    progress.unsyncedSince = nil
  }

  private func write(_ lines: [ResultLine], _ progress: inout Progress) async throws(GateError) {
    let bytes = lines.flatMap(\.bytes)
    var done = 0
    var lastProgress = timeline.now()
    var pause = Self.firstPause
    while true {
      let (count, error) = await storage.append(bytes[done...])
      done += count
      guard let error else { break }
      if count > 0 {
        lastProgress = timeline.now()
        pause = Self.firstPause
      }
      guard error.isPassing || error.isNoRoom,
        timeline.now() - lastProgress < settings.patience, await isRested(pause)
      else {
        progress.note(wholeLinesOf: bytes[..<done], at: timeline.now())
        // What is there of another line would be cut off by the next run; what can be tidy now is.
        try? await storage.removeLast(bytes[..<done].reversed().prefix { !$0.isLineEnd }.count)
        try? await storage.sync()
        throw failure(error, progress.written)
      }
      progress.written.retries += 1
      pause = min(pause * 2, Self.longestPause)
    }
    progress.note(wholeLinesOf: bytes[...], at: timeline.now())
  }

  /// Waits; says no where this task is cancelled.
  private func isRested(_ pause: Duration) async -> Bool {
    (try? await timeline.sleep(until: timeline.now() + pause)) != nil
  }

  private func failure(_ error: FileError, _ written: Written) -> GateError {
    GateError(
      .cannotWrite,
      "\(error)",
      notes: ["\(written.lines) results of this run are in \(storage.path)"],
      hints: [
        error.isNoRoom
          ? "make room, and go on with --resume" : "mend that, and go on with --resume"
      ]
    )
  }
}

extension UInt8 {
  fileprivate var isLineEnd: Bool { self == ResultLine.newline }
}
