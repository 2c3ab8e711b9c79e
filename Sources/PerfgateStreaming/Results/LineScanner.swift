/// Finds the lines of a file, however long it is, in the memory that a piece and a line take.
package struct LineScanner {
  /// A line without its end.
  package struct Line {
    /// Its bytes.
    package let bytes: [UInt8]
    /// Which one, from 1.
    package let number: Int
    /// The offset of its first byte in the file.
    package let offset: Int
    /// Whether it has an end, which only the last one may lack.
    package let isEnded: Bool
  }

  /// A line that is longer than any may be.
  package struct TooLong: Error {
    /// Which one, from 1.
    package let number: Int
  }

  private let longest: Int
  private var piece: [UInt8] = []
  private var position = 0
  private var offset = 0
  private var number = 0
  private var rest: [UInt8] = []

  /// Begins at the start of a file.
  ///
  /// - Parameter longest: The most bytes of a line.
  package init(longest: Int) {
    self.longest = longest
  }

  /// Finds the next line.
  ///
  /// - Parameter read: The bytes of the file from an offset on; none at its end.
  /// - Returns: The line; `nil` at the end.
  /// - Throws: What reading throws, and `TooLong`.
  package mutating func next(_ read: (Int) throws -> [UInt8]) throws -> Line? {
    rest.removeAll(keepingCapacity: true)
    let start = offset
    while true {
      if position == piece.count {
        piece = try read(offset)
        position = 0
        if piece.isEmpty {
          if rest.isEmpty { return nil }
          number += 1
          return Line(bytes: rest, number: number, offset: start, isEnded: false)
        }
      }
      let end = piece[position...].firstIndex(of: ResultLine.newline)
      let part = piece[position..<(end ?? piece.count)]
      guard rest.count + part.count <= longest else { throw TooLong(number: number + 1) }
      rest += part
      offset += part.count
      position += part.count
      guard end != nil else { continue }
      offset += 1
      position += 1
      number += 1
      return Line(bytes: rest, number: number, offset: start, isEnded: true)
    }
  }
}
