internal import Foundation

/// The name of a benchmark: `/`-separated segments in Unicode NFC.
package struct BenchmarkID: Sendable, Hashable, Comparable, CustomStringConvertible {
  /// The longest id in bytes of UTF-8.
  package static let maximumBytes = 1024
  /// The longest segment in bytes, as a file name carries it.
  package static let maximumSegmentBytes = 200

  /// The id as the user wrote it, normalised to NFC.
  package let text: String

  /// Checks and normalises an id.
  ///
  /// - Parameter text: `/`-separated, non-empty segments.
  /// - Throws: `IdentifierError` that says what is wrong with it.
  package init(_ text: String) throws(IdentifierError) {
    // ASCII is in that form already.
    let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
    let normalized = isASCII ? text : text.precomposedStringWithCanonicalMapping
    if normalized.isEmpty { throw IdentifierError("an id must not be empty") }
    if normalized.utf8.count > Self.maximumBytes {
      throw IdentifierError(
        "the id '\(normalized.prefix(40))...' has \(normalized.utf8.count) bytes, at most "
          + "\(Self.maximumBytes) are allowed"
      )
    }
    for segment in Self.segments(of: normalized) {
      if segment.isEmpty {
        throw IdentifierError("the id '\(normalized)' has an empty segment")
      }
      if FileNameEncoding.encode(segment).utf8.count > Self.maximumSegmentBytes {
        throw IdentifierError(
          "the segment '\(segment.prefix(40))...' is longer than \(Self.maximumSegmentBytes) bytes "
            + "as a file name"
        )
      }
    }
    self.text = normalized
  }

  /// What stands between the slashes.
  package var segments: [Substring] { Self.segments(of: text) }

  /// Split by bytes: a combining mark behind a slash makes another character of it, and no other
  /// path.
  private static func segments(of text: String) -> [Substring] {
    text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map { Substring($0) }
  }

  /// The id itself.
  package var description: String { text }

  /// Orders by the bytes of UTF-8, so that no locale changes a file.
  package static func < (left: BenchmarkID, right: BenchmarkID) -> Bool {
    left.text.bytesPrecede(right.text)
  }
}

/// Why a text is no id, pattern or parameter.
package struct IdentifierError: Error, Sendable, Equatable {
  /// One phrase without a full stop.
  package var message: String

  /// Creates an error.
  package init(_ message: String) { self.message = message }
}
