package import PerfgateModel
import PerfgateSystem

/// The files of a base, in a folder that nobody removes while this is held.
package final class BaseTree: Sendable {
  /// The top of the tree, absolute, links resolved.
  package let path: String
  /// Whether it was built before, so that it must not be built again.
  package let isBuilt: Bool
  /// What a reader of a comparison with it must know.
  package let notices: [VerdictNotice]
  private let lock: FileLock
  private let marker: String
  private let fingerprint: String

  init(
    path: String,
    isBuilt: Bool,
    notices: [VerdictNotice],
    lock: FileLock,
    marker: String,
    fingerprint: String
  ) {
    self.path = path
    self.isBuilt = isBuilt
    self.notices = notices
    self.lock = lock
    self.marker = marker
    self.fingerprint = fingerprint
  }

  /// Keeps the tree for later comparisons, once everything in it was built.
  ///
  /// - Throws: `GateError` with exit 73.
  package func markBuilt() throws(GateError) {
    guard !isBuilt else { return }
    // After a loss of power a marker must not stand beside files that were never written.
    Files.syncFileSystem(of: path)
    do throws(FileError) {
      try Files.replaceAtomically(marker, with: Array(fingerprint.utf8))
    } catch {
      throw BaseTreeCache.cannotWrite(error)
    }
    lock.share()
  }
}
