/// The JSON text of a document that names its schema and version, read but not yet understood.
package struct DocumentFile: Sendable {
  private let bytes: [UInt8]
  private let path: String
  private let advice: [String]
  private let object: JSONObject

  /// Reads the text of a document of any schema.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - path: The path, for messages.
  ///   - advice: What to type where the file cannot be used.
  /// - Throws: `GateError` with exit 65 and the position.
  package init(_ bytes: [UInt8], path: String, advice: [String] = []) throws(GateError) {
    self.bytes = bytes
    self.path = path
    self.advice = advice
    do throws(JSONError) {
      object = try JSONReader.read(bytes).object()
    } catch {
      throw Self.failure(error, bytes: bytes, path: path, advice: advice)
    }
  }

  /// Whether the document is of a schema, in whatever version.
  ///
  /// - Parameter schema: With a version, `perfgate.run/1`.
  /// - Returns: Whether it is.
  package func names(_ schema: String) -> Bool {
    guard let found = try? object["schema"]?.string() else { return false }
    return found.split(separator: "/").first == schema.split(separator: "/").first
  }

  /// The document of one schema.
  ///
  /// - Parameters:
  ///   - schema: The expected schema, `perfgate.run/1`.
  ///   - decode: Reads the members.
  /// - Returns: The document.
  /// - Throws: `GateError` with exit 65 and the position.
  package func document<Document>(
    _ schema: String,
    decode: (JSONObject) throws(JSONError) -> Document
  ) throws(GateError) -> Document {
    do throws(JSONError) {
      try Self.check(object, is: schema)
      return try decode(object)
    } catch {
      throw Self.failure(error, bytes: bytes, path: path, advice: advice)
    }
  }

  private static func failure(
    _ error: JSONError,
    bytes: [UInt8],
    path: String,
    advice: [String]
  ) -> GateError {
    GateError(
      .malformedData,
      error.message,
      at: error.location(in: bytes, file: path),
      // Nothing else helps there.
      hints: error.message.contains(newerPhrase) ? [updateAdvice] : advice
    )
  }

  private static let newerPhrase = "was written by a newer perfgate"
  private static let updateAdvice = "update perfgate to the version that wrote it"

  private static func check(_ object: JSONObject, is expected: String) throws(JSONError) {
    let node = try object.required("schema")
    let found = try node.string()
    if found == expected { return }
    let expectedParts = expected.split(separator: "/")
    let foundParts = found.split(separator: "/")
    if foundParts.count == 2, expectedParts.count == 2, foundParts[0] == expectedParts[0],
      let version = Int(foundParts[1]),
      let readable = Int(expectedParts[1]), version > readable
    {
      throw JSONError(
        "'\(found)' \(newerPhrase), this one reads '\(expected)'",
        offset: node.offset
      )
    }
    throw JSONError(
      "expected a document of schema '\(expected)', found '\(found)'",
      offset: node.offset
    )
  }
}

extension JSONObject {
  /// Reads a benchmark's key from the members `id`, `params` and `suite`.
  package func benchmarkKey() throws(JSONError) -> BenchmarkKey {
    let node = try required("id")
    let text = try node.string()
    let parameters = try self["params"]?.texts() ?? [:]
    let suite = try self["suite"]?.string()
    do throws(IdentifierError) {
      return BenchmarkKey(id: try BenchmarkID(text), parameters: parameters, suite: suite)
    } catch {
      throw JSONError(error.message, offset: node.offset)
    }
  }
}
