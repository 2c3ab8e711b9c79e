/// Reading and writing of documents that carry a schema name and version.
package enum DocumentFile {
  /// Reads a document of one schema.
  ///
  /// - Parameters:
  ///   - bytes: The file's bytes.
  ///   - path: The path, for messages.
  ///   - schema: The expected schema, `perfgate.run/1`.
  ///   - advice: What to type where the file cannot be used.
  ///   - decode: Reads the members.
  /// - Returns: The document.
  /// - Throws: `GateError` with exit 65 and the position.
  package static func read<Document>(
    _ bytes: [UInt8],
    path: String,
    schema: String,
    advice: [String] = [],
    decode: (JSONObject) throws(JSONError) -> Document
  ) throws(GateError) -> Document {
    do throws(JSONError) {
      let object = try JSONReader.read(bytes).object()
      try check(object, is: schema)
      return try decode(object)
    } catch {
      throw GateError(
        .malformedData,
        error.message,
        at: error.location(in: bytes, file: path),
        hints: advice
      )
    }
  }

  /// The schema that a document names, without reading the rest.
  package static func schema(of bytes: [UInt8], path: String) throws(GateError) -> String {
    do throws(JSONError) {
      return try JSONReader.read(bytes).object().required("schema").string()
    } catch {
      throw GateError(.malformedData, error.message, at: error.location(in: bytes, file: path))
    }
  }

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
        "'\(found)' was written by a newer perfgate, this one reads '\(expected)'",
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
  /// Reads a benchmark's id and parameters from the members `id` and `params`.
  package func benchmarkKey() throws(JSONError) -> BenchmarkKey {
    let node = try required("id")
    let text = try node.string()
    let parameters = try self["params"]?.texts() ?? [:]
    do throws(IdentifierError) {
      return BenchmarkKey(id: try BenchmarkID(text), parameters: parameters)
    } catch {
      throw JSONError(error.message, offset: node.offset)
    }
  }
}
