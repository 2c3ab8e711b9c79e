internal import PerfgateModel

/// A schema that was read: the part of JSON Schema 2020-12 that docs/EVALS.md states.
///
/// Source: Wright et al., "JSON Schema: a media type for describing JSON documents", 2020-12.
struct JSONSchema: Sendable {
  /// Why a schema cannot be used.
  struct SchemaError: Error, Equatable {
    /// What is wrong, one phrase.
    var message: String
    /// Where in the schema, as a JSON pointer.
    var pointer: String
  }

  /// Rules of which a value has to follow all.
  struct Node: Sendable {
    var rules: [Rule] = []
  }

  /// What a keyword demands.
  indirect enum Rule: Sendable {
    /// Nothing fits: the schema `false`.
    case never
    case type(Set<String>)
    case oneOfValues([JSONValue])
    case number(minimum: Double, isExclusive: Bool)
    case numberAtMost(maximum: Double, isExclusive: Bool)
    case size(SizeKind, atLeast: Int, atMost: Int)
    case pattern(String, BoundedPattern)
    case object(properties: [String: Node], additional: Node?)
    case required([String])
    case array(prefix: [Node], items: Node?)
    case uniqueItems
    case all([Node])
    case any([Node])
    case exactlyOne([Node])
    case not(Node)
    case reference(String)
  }

  /// What is counted of a value.
  enum SizeKind: String, Sendable, CaseIterable {
    case characters = "Length"
    case items = "Items"
    case properties = "Properties"
  }

  let root: Node
  let definitions: [String: Node]

  /// Reads a schema.
  ///
  /// - Throws: `SchemaError` for a keyword that is not known here, or a value that it cannot have.
  init(_ schema: JSONValue) throws(SchemaError) {
    var reader = JSONSchemaReader()
    root = try reader.node(schema, at: "#")
    definitions = try reader.finish()
  }
}
