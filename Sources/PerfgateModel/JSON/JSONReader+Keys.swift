// How a key that stands in an object twice is found.
extension JSONReader {
  /// The members of an object below which no set of its keys is made.
  private static let fewMembers = 16

  /// What is known of the keys of an object so far.
  struct KeyOrder {
    /// Whether each is larger than the one before, as perfgate writes them.
    fileprivate var isAscending = true
    fileprivate var last: Int?
    fileprivate var count = 0
    fileprivate var seen: Set<String> = []
  }

  /// Whether a key stands in its object already.
  ///
  /// - Parameters:
  ///   - key: The index of the key, the last of the object so far.
  ///   - object: The index of the object.
  ///   - keys: What is known of the keys before; this one is added.
  /// - Returns: Whether it does.
  func isRepeated(_ key: Int, in object: Int, _ keys: inout KeyOrder) -> Bool {
    defer {
      keys.last = key
      keys.count += 1
    }
    guard let last = keys.last else { return false }
    if keys.isAscending, isPlain(last), isPlain(key), plain(last).precedes(plain(key)) {
      return false
    }
    keys.isAscending = false
    guard keys.count >= Self.fewMembers else {
      return members(of: object, before: key).contains { isSame($0, key) }
    }
    if keys.seen.isEmpty { keys.seen = Set(members(of: object, before: key).map(text)) }
    return !keys.seen.insert(text(at: key)).inserted
  }

  /// The string that was read at an index.
  func text(at index: Int) -> String {
    let value = values[index]
    return value.kind == .escapedString
      ? texts[value.first] : String(decoding: plain(index), as: UTF8.self)
  }

  private func members(of object: Int, before key: Int) -> some Sequence<Int> {
    sequence(first: object + 1) { Int(values[$0 + 1].next) }.prefix { $0 < key }
  }

  /// Two texts are one key where they are canonically equivalent, as dictionaries have it.
  private func isSame(_ one: Int, _ other: Int) -> Bool {
    isPlain(one) && isPlain(other)
      ? values[one].count == values[other].count
        && plain(one).commonPrefix(with: plain(other)) == values[one].count
      : text(at: one) == text(at: other)
  }

  private func isPlain(_ index: Int) -> Bool { values[index].kind == .plainString }

  private func plain(_ index: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(rebasing: bytes[values[index].range])
  }
}
