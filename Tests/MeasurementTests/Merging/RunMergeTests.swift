import PerfgateConfiguration
import PerfgateMeasurement
import PerfgateModel
import Testing

struct RunMergeTests {
  private static let all = ["a", "b", "c", "d"]

  private func plans() throws -> [BenchmarkPlan] { try Self.all.map { try .plan($0) } }

  private func part(
    _ path: String,
    _ ids: [String],
    edit: (inout RunDocument) -> Void = { _ in }
  ) throws -> RunPart {
    var run = RunDocument(
      id: "id-\(path)",
      suite: "s",
      seed: "1",
      startedAt: "2026-01-01T00:00:0\(ids.count)Z",
      environment: EnvironmentRecord(
        machineClass: "m",
        platformClass: "p",
        facts: ["cpu": "x", "load": path]
      ),
      head: RevisionRecord(commit: "c0", isDirty: false),
      configuration: ConfigurationRecord(path: "perfgate.yaml", source: "text", overrides: [:]),
      selection: SelectionRecord(),
      entries: try ids.map {
        RunEntry(
          key: BenchmarkKey(id: try BenchmarkID($0)),
          tags: [],
          command: [],
          status: .measured
        )
      },
      stages: [StageTiming(name: path, seconds: 1)]
    )
    edit(&run)
    return RunPart(path: path, run: run)
  }

  private func shard(_ index: Int, _ count: Int) throws -> RunPart {
    let ids = ShardPlan.parts(of: try plans(), count: count)[index - 1].map(\.key.id.text)
    return try part("\(index)-\(count)", ids) {
      $0.selection.shard = ShardRecord(index: index, count: count)
    }
  }

  private func messages(_ parts: [RunPart]) throws -> [String] {
    let plans = try plans()
    do throws(GateError) {
      _ = try RunMerge(parts, plans: plans)
      return []
    } catch {
      #expect(error.exit == .malformedData)
      return error.diagnostics.map(\.message)
    }
  }

  @Test("shards make one run, in the order of the configuration and whatever theirs is")
  func whole() throws {
    let shards = try (1...3).map { try shard($0, 3) }
    let merge = try RunMerge(shards, plans: try plans())
    #expect(merge.run.entries.map(\.key.id.text) == Self.all)
    #expect(merge.run.entries.allSatisfy { $0.status == .measured })
    #expect(merge.run.completion == .complete)
    #expect(merge.run.selection == SelectionRecord())
    #expect(merge.run.startedAt == "2026-01-01T00:00:01Z")
    #expect(merge.run.environment.facts == ["cpu": "x"])
    #expect(merge.run.stages.count == 3)
    #expect(merge.absentShards.isEmpty && merge.absent.isEmpty)
    let again = try RunMerge(shards.reversed(), plans: try plans())
    #expect(again.run.id == merge.run.id)
    #expect(again.run.entries == merge.run.entries)
    #expect(!shards.map(\.run.id).contains(merge.run.id))
  }

  @Test("a run alone stays what it is")
  func alone() throws {
    let part = try part("x", Self.all) { $0.completion = .interrupted }
    #expect(try RunMerge([part], plans: try plans()).run == part.run)
  }

  @Test("a shard that is absent is named, and its benchmarks are skipped")
  func absentShard() throws {
    let merge = try RunMerge([try shard(1, 3), try shard(3, 3)], plans: try plans())
    #expect(merge.absentShards.map(\.description) == ["2/3"])
    #expect(merge.absent.isEmpty)
    #expect(merge.run.completion == .incomplete)
    let skipped = merge.run.entries.filter { $0.status == .skipped }
    #expect(skipped.map(\.reason) == ["shard 2/3, which measures it, is not among the runs"])
    #expect(merge.run.accounting.isBalanced)
  }

  @Test("an empty shard is a part, and one that is absent is no loss")
  func emptyShard() throws {
    let shards = try (1...6).map { try shard($0, 6) }
    #expect(shards[5].run.entries.isEmpty)
    let merge = try RunMerge(shards, plans: try plans())
    #expect(merge.run.completion == .complete)
    #expect(try RunMerge(Array(shards[..<4]), plans: try plans()).run.completion == .complete)
    let alone = try RunMerge([shards[5]], plans: try plans())
    #expect(alone.absentShards.map(\.index) == [1, 2, 3, 4])
    #expect(alone.run.completion == .incomplete)
  }

  @Test("parts by filter are held against the whole configuration")
  func filters() throws {
    let parts = [
      try part("x", ["a"]) { $0.selection.filters = ["a"] },
      try part("y", ["b", "c"]) { $0.selection.filters = ["[bc]"] },
    ]
    #expect(RunMerge.selection(of: parts) == SelectionRecord())
    let merge = try RunMerge(parts, plans: try plans())
    #expect(merge.absent.map(\.id.text) == ["d"])
    #expect(merge.run.entries.last?.reason == "it is in none of the runs")
    #expect(RunMerge.selection(of: [parts[0], parts[0]]).filters == ["a"])
  }

  @Test("a part that did not come to its end makes the whole incomplete")
  func incomplete() throws {
    let parts = [
      try part("x", ["a", "b"]), try part("y", ["c", "d"]) { $0.completion = .interrupted },
    ]
    #expect(try RunMerge(parts, plans: try plans()).run.completion == .incomplete)
  }

  @Test("a dirty part makes the whole dirty")
  func dirty() throws {
    let parts = [
      try part("x", ["a", "b"]), try part("y", ["c", "d"]) { $0.head?.isDirty = true },
    ]
    #expect(try RunMerge(parts, plans: try plans()).run.head?.isDirty == true)
  }

  @Test("runs that do not fit are refused with everything that differs")
  func differences() throws {
    let other = try part("y", ["c"]) {
      $0.suite = "t"
      $0.configuration.source = "another"
      $0.configuration.overrides = ["fail_on": "minor"]
      $0.head = nil
      $0.base = BaseRecord(commit: "c1", name: "main")
      $0.environment.machineClass = "n"
      $0.environment.platformClass = "q"
    }
    let first = try part("x", ["a"])
    #expect(
      try messages([first, other])
        == [
          "suites", "configurations", "options", "revisions", "bases", "machine classes",
          "platforms",
        ].map { "runs of different \($0) cannot be judged together" }
    )
    let error = #expect(throws: GateError.self) { try RunMerge([first, other], plans: []) }
    let machine = try #require(error?.diagnostics.first { $0.message.contains("machine") })
    #expect(machine.notes == ["x: m", "y: n"])
    #expect(machine.hints.contains { $0.contains("--machine") })
    #expect(machine.hints.contains { $0.contains("classes:") })
    #expect(
      try messages([try shard(1, 2), try shard(3, 3)]).first
        == "runs of different numbers of shards cannot be judged together"
    )
  }

  @Test("a benchmark or a shard in two runs is refused, and both files are named")
  func overlaps() throws {
    #expect(
      try messages([try part("x", ["a", "b"]), try part("y", ["b"])]) == ["'b' is in both x and y"]
    )
    let empty = try part("z", []) { $0.selection.shard = ShardRecord(index: 2, count: 2) }
    var twin = empty
    twin.path = "w"
    #expect(try messages([empty, twin]) == ["shard 2/2 is in both z and w"])
    let many = (0..<20).map { "m\($0)" }
    let error = #expect(throws: GateError.self) {
      try RunMerge([try part("x", many), try part("y", many)], plans: [])
    }
    #expect(error?.diagnostics.count == 5)
    #expect(error?.diagnostics.last?.notes == ["and 15 more benchmarks are in two runs"])
  }
}
