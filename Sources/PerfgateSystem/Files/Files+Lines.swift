import Glibc

extension Files {
  /// How long a line may be.
  package static let longestLine = 64 << 20

  /// Reads a file line by line, in the memory that a piece of it and its longest line take.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - failure: what to throw where it cannot be read.
  ///   - body: takes a line without its end, its number from 1, and whether it has an end.
  /// - Throws: what `body` throws, or what `failure` gives.
  package static func forEachLine<Failure: Error>(
    of path: String,
    orThrow failure: (FileError) -> Failure,
    _ body: ([UInt8], Int, Bool) throws(Failure) -> Void
  ) throws(Failure) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(Self.failure(.read, path)) }
    defer { close(descriptor) }
    var line: [UInt8] = []
    var number = 0
    while true {
      let piece: [UInt8]
      do throws(FileError) {
        piece = try Self.piece(of: descriptor, path, atMostBytes: 65_536)
      } catch {
        throw failure(error)
      }
      if piece.isEmpty { break }
      var start = 0
      while let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")) {
        line += piece[start..<end]
        number += 1
        try body(line, number, true)
        line.removeAll(keepingCapacity: true)
        start = end + 1
      }
      line += piece[start...]
      guard line.count <= longestLine else { throw failure(Self.failure(.read, path, EFBIG)) }
    }
    if !line.isEmpty { try body(line, number + 1, false) }
  }
}
