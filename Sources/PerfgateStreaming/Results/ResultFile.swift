import Dispatch
package import PerfgateSystem

/// A result file of this process: JSON Lines, a header and then a result a line.
///
/// Writing and syncing wait for a disk, which may take seconds; they do so on a thread of their own,
/// since the tasks of a program share as many threads as there are processors.
package final class ResultFile: ResultStorage {
  let file: AppendingFile
  private let queue = DispatchQueue(label: "perfgate.results")

  init(_ file: AppendingFile) {
    self.file = file
  }

  /// The path as it was given.
  package var path: String { file.path }

  /// Adds bytes at the end.
  ///
  /// - Parameter bytes: What follows.
  /// - Returns: How many were written, and why not the others.
  package func append(_ bytes: ArraySlice<UInt8>) async -> (written: Int, error: FileError?) {
    await onQueue { $0.append(bytes) }
  }

  /// Puts what was written where it survives a loss of power.
  ///
  /// - Throws: Where that fails.
  package func sync() async throws(FileError) {
    try await onQueue { file -> Result<Void, FileError> in
      do throws(FileError) {
        return .success(try file.sync())
      } catch {
        return .failure(error)
      }
    }.get()
  }

  /// Takes the last bytes away.
  ///
  /// - Parameter count: How many.
  /// - Throws: Where that fails.
  package func removeLast(_ count: Int) async throws(FileError) {
    try await onQueue { file -> Result<Void, FileError> in
      do throws(FileError) {
        return .success(try file.truncate(to: max(0, try file.size() - count)))
      } catch {
        return .failure(error)
      }
    }.get()
  }

  private func onQueue<Value: Sendable>(
    _ work: @escaping @Sendable (AppendingFile) -> Value
  ) async -> Value {
    await withCheckedContinuation { continuation in
      queue.async { continuation.resume(returning: work(self.file)) }
    }
  }
}
