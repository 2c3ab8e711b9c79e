package import PerfgateModel
import PerfgateSystem

/// The files of a base, in a folder that nobody removes while this is held.
package final class BaseTree: Sendable {
  /// The top of the tree, absolute, links resolved.
  package let path: String
  /// Whether it was built before, so that it must not be built again.
  package let isBuilt: Bool
  /// Why what was built before is not used, where there was such a tree.
  package let refusal: String?
  /// What a reader of a comparison with it must know.
  package let notices: [VerdictNotice]
  private let lock: FileLock
  private let marker: String
  private let mark: String
  private let remove: @Sendable () -> Void

  init(
    path: String,
    isBuilt: Bool,
    refusal: String?,
    notices: [VerdictNotice],
    lock: FileLock,
    marker: String,
    mark: String,
    remove: @escaping @Sendable () -> Void
  ) {
    self.path = path
    self.isBuilt = isBuilt
    self.refusal = refusal
    self.notices = notices
    self.lock = lock
    self.marker = marker
    self.mark = mark
    self.remove = remove
  }

  /// Keeps the tree for later comparisons, once everything in it was built.
  ///
  /// - Throws: `GateError` with exit 73.
  package func markBuilt() throws(GateError) {
    guard !isBuilt else { return }
    // After a loss of power a marker must not stand beside files that were never written.
    Files.syncFileSystem(of: path)
    do throws(FileError) {
      try Files.replaceAtomically(marker, with: Array(mark.utf8))
    } catch {
      discard()
      throw BaseTreeCache.cannotWrite(error)
    }
    lock.share()
  }

  /// Removes a tree that could not be built, and all that is known of it; one that was built stays.
  package func discard() {
    if !isBuilt { remove() }
  }
}
