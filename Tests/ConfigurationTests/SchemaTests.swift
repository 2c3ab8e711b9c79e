import Foundation
import PerfgateConfiguration
import PerfgateModel
import Testing

@Suite("Schema and documentation")
struct SchemaTests {
  private func schema() throws -> JSONNode {
    let text = try Fixtures.repositoryFile("schemas/config-v1.json")
    return try JSONReader.read(Array(text.utf8))
  }

  @Test("the schema knows the keys that the reader knows, and no others", arguments: KeyTable.all)
  func sameKeys(table: KeyTable) throws {
    var node = try schema().object()
    for step in table.pointer.split(separator: "/") {
      node = try node.required(String(step)).object()
    }
    #expect(try node.required("additionalProperties").bool() == false)
    #expect(
      try node.required("properties").object().members.map(\.key).sorted() == table.keys.sorted()
    )
  }

  @Test("every object of the schema with keys of its own has a key table")
  func noOtherObjects() throws {
    let definitions = try schema().object().required("$defs").object().members
    let closed = definitions.filter { (try? $0.value.object()["properties"]) != nil }.map(\.key)
    let known = KeyTable.all.map(\.pointer).filter { !$0.isEmpty }.map {
      String($0.dropFirst("/$defs/".count))
    }
    #expect(closed.sorted() == known.sorted())
  }

  @Test("the documentation shows the full example, and names every key")
  func documentation() throws {
    let text = try Fixtures.repositoryFile("docs/CONFIGURATION.md")
    #expect(text.contains("```yaml\n\(Fixtures.full)\n```"))
    for table in KeyTable.all {
      for key in table.keys { #expect(text.contains("`\(key)`"), "\(table.subject)") }
    }
  }

  @Test("every YAML example of the documentation is read")
  func examples() throws {
    let text = try Fixtures.repositoryFile("docs/CONFIGURATION.md")
    let parts = text.split(separator: "```yaml\n").dropFirst()
    #expect(parts.count >= 3)
    for part in parts {
      let example = String(part.prefix(upTo: part.range(of: "```")?.lowerBound ?? part.endIndex))
      #expect(Fixtures.errors(example) == [])
    }
  }
}
