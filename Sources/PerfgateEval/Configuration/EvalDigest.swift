import Crypto
package import PerfgateSystem

/// SHA-256, as results and baselines name what they depend on.
package struct EvalDigest {
  private var hash = SHA256()

  /// Begins a digest of nothing.
  package init() {}

  /// Adds bytes.
  package mutating func update(_ bytes: [UInt8]) { hash.update(data: bytes) }

  /// Adds a text and an end that no text contains.
  package mutating func update(_ text: String) {
    hash.update(data: Array(text.utf8))
    hash.update(data: [0])
  }

  /// The digest in hexadecimal.
  package var hex: String { Self.hex(hash.finalize()) }

  /// The digest of a text in hexadecimal.
  package static func hex(of text: String) -> String { hex(of: Array(text.utf8)) }

  /// The digest of bytes in hexadecimal.
  package static func hex(of bytes: [UInt8]) -> String { hex(SHA256.hash(data: bytes)) }

  /// The digest of a file in hexadecimal, read piece by piece.
  ///
  /// - Throws: Where it cannot be read.
  package static func hex(ofFile path: String) throws(FileError) -> String {
    var digest = EvalDigest()
    try Files.readPieces(at: path) { digest.update($0) }
    return digest.hex
  }

  private static func hex(_ digest: SHA256.Digest) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(
      decoding: digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] },
      as: UTF8.self
    )
  }
}
