import PerfgateModel

/// A reply of `/embeddings`.
enum EmbeddingReply {
  /// Reads a body.
  ///
  /// - Parameters:
  ///   - body: JSON with an object for each text, numbers or base64.
  ///   - count: How many texts were asked for.
  /// - Returns: A vector for each text, in their order.
  /// - Throws: `JSONError` where a vector is missing, comes twice, is of another length than the
  ///   first, or has something other than finite numbers.
  static func vectors(_ body: [UInt8], count: Int) throws(JSONError) -> [[Double]] {
    let data = try JSONReader.read(body).object().required("data")
    let items = try data.array()
    guard items.count == count else {
      throw JSONError("\(items.count) vectors for \(count) texts", offset: data.offset)
    }
    var vectors: [[Double]] = Array(repeating: [], count: count)
    var length: Int?
    for (position, item) in items.enumerated() {
      let object = try item.object()
      let index = try object["index"]?.integer(atLeast: 0) ?? position
      guard index < count, vectors[index].isEmpty else {
        throw JSONError("the vector \(index) comes twice or was not asked for", offset: item.offset)
      }
      let node = try object.required("embedding")
      let vector = try vector(node)
      guard !vector.isEmpty, vector.count == length ?? vector.count else {
        throw JSONError(
          "a vector of \(vector.count) numbers" + (length.map { " among those of \($0)" } ?? ""),
          offset: node.offset
        )
      }
      length = vector.count
      vectors[index] = vector
    }
    return vectors
  }

  private static func vector(_ node: JSONNode) throws(JSONError) -> [Double] {
    guard let text = try? node.string() else { return try node.numbers() }
    guard let bytes = Base64.decoded(text), bytes.count.isMultiple(of: 4) else {
      throw JSONError("this is no base64 of 32-bit numbers", offset: node.offset)
    }
    var vector: [Double] = []
    vector.reserveCapacity(bytes.count / 4)
    for start in stride(from: 0, to: bytes.count, by: 4) {
      let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[start + $1]) << (8 * $1) }
      let number = Double(Float(bitPattern: bits))
      guard number.isFinite else {
        throw JSONError("a vector has a number that is not finite", offset: node.offset)
      }
      vector.append(number)
    }
    return vector
  }
}
