import Foundation
import Testing

/// JSON as Foundation reads it: not by the code that wrote it.
struct JSONTree {
  let value: Any

  init(_ bytes: [UInt8]) throws {
    value = try JSONSerialization.jsonObject(with: Data(bytes))
  }

  private init(value: Any) { self.value = value }

  /// The member of an object.
  subscript(key: String) -> JSONTree {
    get throws { try #require(member(key), "no '\(key)' in \(value)") }
  }

  /// The member of an object, where there is one.
  func member(_ key: String) -> JSONTree? {
    (value as? [String: Any])?[key].map(JSONTree.init(value:))
  }

  /// The names of an object's members.
  var keys: Set<String> { Set((value as? [String: Any] ?? [:]).keys) }

  /// The items of an array.
  var items: [JSONTree] {
    get throws { try #require(value as? [Any], "no array: \(value)").map(JSONTree.init(value:)) }
  }

  /// A text.
  var text: String {
    get throws { try #require(value as? String, "no text: \(value)") }
  }

  /// A number; a truth is none.
  var number: Double {
    get throws {
      let number = try #require(value as? NSNumber, "no number: \(value)")
      try #require(!(value is Bool) || String(cString: number.objCType) != "c", "\(value)")
      return number.doubleValue
    }
  }

  /// A whole number.
  var integer: Int {
    get throws { try #require(Int(exactly: try number), "no whole number: \(value)") }
  }
}
