import PerfgateModel
import PerfgateStatistics

/// Answers `/embeddings` with vectors that depend on the texts alone.
package enum EmbeddingAnswers {
  /// How many numbers a vector has.
  package static let dimensions = 8

  /// The vector of a text: numbers from -1 to 1 that a `Float` holds exactly.
  package static func vector(of text: String) -> [Double] {
    // FNV-1a, 64 bits.
    let hash = text.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
      ($0 ^ UInt64($1)) &* 0x100_0000_01B3
    }
    var random = SeededGenerator(seed: hash)
    return (0..<dimensions).map { _ in Double(Float(random.nextUnit() * 2 - 1)) }
  }

  /// The reply to a request.
  ///
  /// - Throws: `JSONError` where it is none.
  static func reply(_ request: ServedRequest) throws(JSONError) -> ServedReply {
    let object = try JSONReader.read(request.body).object()
    let input = try object.required("input")
    let texts = if let text = try? input.string() { [text] } else { try input.strings() }
    let isBase64 = try object["encoding_format"]?.string() == "base64"
    let data = texts.enumerated().map { index, text in
      let vector = vector(of: text)
      return JSONValue.object([
        "object": .string("embedding"), "index": .integer(index),
        "embedding": isBase64 ? .string(base64(vector)) : .numbers(vector),
      ])
    }
    let tokens = JSONValue.integer(texts.reduce(0) { $0 + $1.utf8.count / 4 + 1 })
    return .json(
      JSONWriter.text(
        .object([
          "object": .string("list"), "data": .array(data),
          "model": .string(try object.required("model").string()),
          "usage": .object(["prompt_tokens": tokens, "total_tokens": tokens]),
        ]),
        form: .compact
      )
    )
  }

  /// 32-bit numbers, least byte first, as base64.
  package static func base64(_ vector: [Double]) -> String {
    let bytes = vector.flatMap { number in
      (0..<4).map { UInt8(truncatingIfNeeded: Float(number).bitPattern >> (8 * $0)) }
    }
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = bytes[start..<min(start + 3, bytes.count)]
      let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
      for digit in 0..<4 {
        text.append(digit <= group.count ? alphabet[bits >> (18 - 6 * digit) & 63] : "=")
      }
    }
    return text
  }
}
