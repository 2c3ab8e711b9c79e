package import PerfgateSystem

/// What a result writer writes to: a file, or in tests one that fails as told.
package protocol ResultStorage: Sendable {
  /// The path, for messages.
  var path: String { get }

  /// Adds bytes at the end.
  ///
  /// - Returns: How many were written, and why not the others.
  func append(_ bytes: ArraySlice<UInt8>) async -> (written: Int, error: FileError?)

  /// Puts what was written where it survives a loss of power.
  func sync() async throws(FileError)

  /// Takes the last bytes away.
  func removeLast(_ count: Int) async throws(FileError)
}
