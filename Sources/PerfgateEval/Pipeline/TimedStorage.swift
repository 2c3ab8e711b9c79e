import PerfgateMonitor
import PerfgateStreaming
import PerfgateSystem

/// A result file each of whose writes is a span.
struct TimedStorage: ResultStorage {
  private let storage: any ResultStorage
  private let stage: Stage

  init(_ storage: any ResultStorage, stage: Stage) {
    self.storage = storage
    self.stage = stage
  }

  var path: String { storage.path }

  func append(_ bytes: ArraySlice<UInt8>) async -> (written: Int, error: FileError?) {
    var span = stage.begin()
    let end = await storage.append(bytes)
    span.addBytes(end.written)
    if end.error == nil { span.end() } else { span.fail() }
    return end
  }

  func sync() async throws(FileError) { try await storage.sync() }

  func removeLast(_ count: Int) async throws(FileError) { try await storage.removeLast(count) }
}
