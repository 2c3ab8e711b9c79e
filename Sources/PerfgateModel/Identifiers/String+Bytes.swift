extension String {
  /// Whether the bytes of UTF-8 stand before those of another text, whatever the locale.
  ///
  /// - Parameter other: The other text.
  /// - Returns: Whether they do; not for the same text.
  package func bytesPrecede(_ other: String) -> Bool {
    var (left, right) = (self, other)
    return left.withUTF8 { left in right.withUTF8 { right in left.precedes(right) } }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// How many bytes both begin with.
  func commonPrefix(with other: UnsafeBufferPointer<UInt8>) -> Int {
    let most = Swift.min(count, other.count)
    var same = 0
    while same < most, self[same] == other[same] { same += 1 }
    return same
  }

  /// Whether these bytes stand before others.
  func precedes(_ other: UnsafeBufferPointer<UInt8>) -> Bool {
    let same = commonPrefix(with: other)
    return same < other.count && (same == count || self[same] < other[same])
  }
}
