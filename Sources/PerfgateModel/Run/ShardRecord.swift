/// One of several parts in which a suite is measured, each by a job of its own.
package struct ShardRecord: Sendable, Hashable, CustomStringConvertible {
  /// The most parts that a suite is measured in.
  package static let maximumCount = 1_000

  /// Which part, from 1.
  package let index: Int
  /// How many parts there are.
  package let count: Int

  /// Creates a part; `nil` where there is no such one.
  package init?(index: Int, count: Int) {
    guard (1...Self.maximumCount).contains(count), (1...count).contains(index) else { return nil }
    self.index = index
    self.count = count
  }

  /// Reads `I/N`; `nil` where the text is something else.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.allSatisfy { 48...57 ~= $0 } }),
      let index = Int(parts[0]), let count = Int(parts[1])
    else { return nil }
    self.init(index: index, count: count)
  }

  /// `2/3`.
  package var description: String { "\(index)/\(count)" }
}

extension ShardRecord {
  var json: JSONValue { .object(["index": .integer(index), "count": .integer(count)]) }

  init?(optional node: JSONNode?) throws(JSONError) {
    guard let node else { return nil }
    let object = try node.object()
    let index = try object.required("index").integer()
    let count = try object.required("count").integer()
    guard let shard = ShardRecord(index: index, count: count) else {
      throw JSONError("there is no shard \(index) of \(count)", offset: node.offset)
    }
    self = shard
  }
}
