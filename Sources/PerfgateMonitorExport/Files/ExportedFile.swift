internal import PerfgateSystem

/// Writes what was exported.
public enum ExportedFile {
  /// Why a file could not be written.
  public struct Failure: Error, Sendable, Hashable, CustomStringConvertible {
    /// One sentence with the path and what the system said.
    public let description: String
  }

  /// Puts a file at a path, so that whoever reads it sees the old bytes or the new ones, never a
  /// part.
  ///
  /// - Parameters:
  ///   - bytes: The whole file.
  ///   - path: Where; its folder exists.
  /// - Throws: `Failure` where the file cannot be written; the old one is then as it was.
  public static func write(_ bytes: [UInt8], to path: String) throws(Failure) {
    do throws(FileError) {
      try Files.replaceAtomically(path, with: bytes)
    } catch {
      throw Failure(description: error.description)
    }
  }
}
