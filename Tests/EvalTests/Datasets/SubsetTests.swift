import PerfgateConfiguration
import PerfgateModel
import Testing

@testable import PerfgateEval

@Suite("Subsets of datasets")
struct SubsetTests {
  let folder: DatasetFolder

  init() throws {
    folder = try DatasetFolder()
  }

  private func write(_ ids: some Sequence<Int>, to name: String) throws {
    let rows = ids.map { "{\"id\": \"q\($0)\", \"tags\": [\"\($0 % 2 == 0 ? "even" : "odd")\"]}\n" }
    try folder.write(rows.joined(), to: name)
  }

  private func ids(
    _ name: String,
    _ subset: SubsetPlan?,
    limit: Int? = nil
  ) async throws -> [String] {
    let dataset = try await folder.open(name, subset: subset, limit: limit)
    let rows = try await ReadRows(dataset)
    #expect(rows.cases.count == dataset.facts.caseCount)
    return rows.ids
  }

  @Test("cases with one of the tags, in the order of the file")
  func tags() async throws {
    try write(0..<10, to: "rows.jsonl")
    #expect(
      try await ids("rows.jsonl", SubsetPlan(tags: ["even", "other"]))
        == ["q0", "q2", "q4", "q6", "q8"]
    )
  }

  @Test("so many are drawn, others with another seed, from those with the tags")
  func drawn() async throws {
    try write(0..<1000, to: "rows.jsonl")
    let one = try await ids("rows.jsonl", SubsetPlan(count: 100, seed: 1))
    let again = try await ids("rows.jsonl", SubsetPlan(count: 100, seed: 1))
    let other = try await ids("rows.jsonl", SubsetPlan(count: 100, seed: 2))
    let even = try await ids("rows.jsonl", SubsetPlan(tags: ["even"], count: 100, seed: 1))
    #expect(one == again)
    #expect(one.count == 100)
    #expect(Set(one).count == 100)
    #expect(one.map { Int($0.dropFirst()) ?? 0 } == one.map { Int($0.dropFirst()) ?? 0 }.sorted())
    #expect(Set(one).intersection(other).count < 40)
    // Drawn from all of the file, not from its beginning.
    #expect((30..<70).contains(one.count { (Int($0.dropFirst()) ?? 0) < 500 }))
    #expect(even.count == 100)
    #expect(even.allSatisfy { (Int($0.dropFirst()) ?? 1) % 2 == 0 })
    #expect(try await ids("rows.jsonl", SubsetPlan(count: 5000, seed: 1)).count == 1000)
  }

  @Test("a case stays drawn when rows are moved, and mostly when others come")
  func stable() async throws {
    try write(0..<1000, to: "rows.jsonl")
    try write((0..<1000).reversed(), to: "moved.jsonl")
    try write(0..<1200, to: "longer.jsonl")
    let subset = SubsetPlan(count: 100, seed: 9)
    let drawn = try await ids("rows.jsonl", subset)
    #expect(Set(try await ids("moved.jsonl", subset)) == Set(drawn))
    let longer = try await ids("longer.jsonl", subset)
    // Nothing comes in that was there before, and nothing goes but for what comes in.
    let old = longer.filter { (Int($0.dropFirst()) ?? 0) < 1000 }
    #expect(Set(old).isSubset(of: drawn))
    #expect(old.count > 60)
  }

  @Test("the smallest ranks stay when tickets are thrown away on the way")
  func trimmed() async throws {
    try write(0..<9000, to: "rows.jsonl")
    let few = try await ids("rows.jsonl", SubsetPlan(count: 10, seed: 3))
    let many = try await ids("rows.jsonl", SubsetPlan(count: 8000, seed: 3))
    #expect(few.count == 10)
    #expect(Set(few).isSubset(of: many))
  }

  @Test("a limit takes the first ones, also of what was drawn")
  func limit() async throws {
    try write(0..<100, to: "rows.jsonl")
    #expect(try await ids("rows.jsonl", nil, limit: 2) == ["q0", "q1"])
    #expect(try await ids("rows.jsonl", SubsetPlan(tags: ["odd"]), limit: 2) == ["q1", "q3"])
    let subset = SubsetPlan(count: 20, seed: 1)
    let drawn = try await ids("rows.jsonl", subset)
    #expect(try await ids("rows.jsonl", subset, limit: 3) == Array(drawn.prefix(3)))
  }

  @Test("the digest is of what is taken, in its order")
  func digest() async throws {
    try write(0..<4, to: "rows.jsonl")
    try write([2, 0, 1, 3], to: "moved.jsonl")
    let even = SubsetPlan(tags: ["even"])
    let all = try await folder.open("rows.jsonl").facts.digest
    let half = try await folder.open("rows.jsonl", subset: even).facts.digest
    #expect(all != half)
    #expect(try await folder.open("moved.jsonl", subset: even).facts.digest != half)
    #expect(try await folder.open("moved.jsonl").facts.digest != all)
  }
}
