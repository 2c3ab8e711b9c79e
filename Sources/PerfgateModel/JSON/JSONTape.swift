/// The values of a JSON text, one behind the other in the order in which they begin.
///
/// A document has hundreds of thousands of values. Memory of its own for each of them takes longer
/// to get and to give back than reading the text; here all of them are one piece, names and texts
/// stay in the bytes that were read until somebody asks for them, and numbers of an array are flat.
final class JSONTape: Sendable {
  /// The text; most strings are ranges of it.
  let bytes: [UInt8]
  /// Every value; what is inside an array or object follows it, keys stand before their values.
  let values: [Value]
  /// The items of all arrays that hold nothing but numbers.
  let numbers: [Double]
  /// The strings that have escapes.
  let texts: [String]

  /// Keeps what was read.
  init(bytes: [UInt8], values: [Value], numbers: [Double], texts: [String]) {
    self.bytes = bytes
    self.values = values
    self.numbers = numbers
    self.texts = texts
  }

  /// The same for another thread: two that count references to one object wait for each other.
  func forAnotherThread() -> JSONTape {
    JSONTape(bytes: bytes, values: values, numbers: numbers, texts: texts)
  }

  /// One value, without what is inside.
  struct Value {
    /// What it is, and how its bits are to be read.
    enum Kind {
      case null
      /// `first` is 0 or 1.
      case bool
      case number
      /// A non-empty array of numbers only: `count` of them from `first`.
      case numbers
      /// `count` bytes of the text from `first`, all of them ASCII.
      case plainString
      /// `count` bytes of the text from `first`.
      case string
      /// The text at `first`.
      case escapedString
      case array
      case object
    }

    /// What it is.
    var kind: Kind
    /// The offset of its first byte.
    var offset: UInt32
    /// The index behind it and behind everything inside.
    var next: UInt32
    /// A number's bits, or `first` and `count`.
    private var bits: UInt64

    /// Creates a value of a range, or of nothing.
    init(_ kind: Kind, offset: Int, next: Int, first: Int = 0, count: Int = 0) {
      self.kind = kind
      self.offset = UInt32(truncatingIfNeeded: offset)
      self.next = UInt32(truncatingIfNeeded: next)
      bits = UInt64(UInt32(truncatingIfNeeded: first))
      bits |= UInt64(UInt32(truncatingIfNeeded: count)) << 32
    }

    /// Creates a number.
    init(_ number: Double, offset: Int, next: Int) {
      self.init(.number, offset: offset, next: next)
      bits = number.bitPattern
    }

    /// The number.
    var number: Double { Double(bitPattern: bits) }
    /// Where a range begins.
    var first: Int { Int(UInt32(truncatingIfNeeded: bits)) }
    /// How long a range is.
    var count: Int { Int(bits >> 32) }
    /// A range.
    var range: Range<Int> { first..<first + count }
  }
}

extension JSONTape {
  /// The string at an index; empty where there is none.
  func string(at index: Int) -> String {
    let value = values[index]
    switch value.kind {
    case .plainString, .string: return String(decoding: bytes[value.range], as: UTF8.self)
    case .escapedString: return texts[value.first]
    default: return ""
    }
  }

  /// The index of the value of a key; `nil` where the object has no such key.
  func value(of key: String, in object: Int) -> Int? {
    var key = key
    return key.withUTF8 { wanted in
      bytes.withUnsafeBufferPointer { bytes in
        let end = Int(values[object].next)
        var member = object + 1
        while member < end {
          if isString(at: member, wanted, in: bytes) { return member + 1 }
          member = Int(values[member + 1].next)
        }
        return nil
      }
    }
  }

  private func isString(
    at index: Int,
    _ wanted: UnsafeBufferPointer<UInt8>,
    in bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    let value = values[index]
    switch value.kind {
    case .plainString, .string:
      return value.count == wanted.count
        && UnsafeBufferPointer(rebasing: bytes[value.range]).commonPrefix(with: wanted)
          == wanted.count
    default: return texts[value.first].utf8.elementsEqual(wanted)
    }
  }
}
