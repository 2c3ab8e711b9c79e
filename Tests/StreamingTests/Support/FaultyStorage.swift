import Glibc
import PerfgateStreaming
import PerfgateSystem

/// A result file in memory that fails as told.
final class FaultyStorage: ResultStorage {
  /// What happens to a write.
  enum Step: Sendable {
    /// So many bytes are written, and then this errno.
    case fails(after: Int, Int32)
    /// Everything is written.
    case succeeds
  }

  struct State: Sendable {
    var bytes: [UInt8] = []
    var synced = 0
    var appends = 0
    var syncs = 0
  }

  let path = "results.jsonl"
  private let state = Shared(State())
  private let script: @Sendable (Int) -> Step
  private let failsToSync: Bool

  /// Makes an empty file.
  ///
  /// - Parameters:
  ///   - failsToSync: Whether syncing fails.
  ///   - script: What becomes of a write, counted from 0.
  init(failsToSync: Bool = false, _ script: @escaping @Sendable (Int) -> Step = { _ in .succeeds })
  {
    self.script = script
    self.failsToSync = failsToSync
  }

  var now: State { state.value }

  func append(_ bytes: ArraySlice<UInt8>) async -> (written: Int, error: FileError?) {
    state.change { state in
      defer { state.appends += 1 }
      switch script(state.appends) {
      case .succeeds:
        state.bytes += bytes
        return (bytes.count, nil)
      case .fails(let count, let error):
        // Bytes that are written are no error: there has to be one that is not.
        let part = bytes.prefix(min(count, bytes.count - 1))
        state.bytes += part
        return (part.count, FileError(path: path, operation: .write, errorNumber: error))
      }
    }
  }

  func sync() async throws(FileError) {
    if failsToSync { throw FileError(path: path, operation: .write, errorNumber: EIO) }
    state.change { state in
      state.synced = state.bytes.count
      state.syncs += 1
    }
  }

  func removeLast(_ count: Int) async throws(FileError) {
    state.change { $0.bytes.removeLast(count) }
  }
}
