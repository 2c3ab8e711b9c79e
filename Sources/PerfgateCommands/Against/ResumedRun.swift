import PerfgateConfiguration
import PerfgateHost
import PerfgateMeasurement
import PerfgateModel
import PerfgateStore
import PerfgateSystem

/// An interleaved run that was cut, and is gone on with.
///
/// Every order follows from the run's seed, and evidence holds whenever one looks, so a run that was
/// cut is worth as much as one that was not. All that has to hold is that the same is measured.
struct ResumedRun {
  /// The run and its file.
  let part: RunPart
  /// The seed that everything is drawn from.
  let seed: UInt64
  private let folder: String

  /// Reads the run of a folder of reports.
  ///
  /// - Parameter folder: Where reports go; `nil` where each has a place of its own.
  /// - Throws: `GateError` with exit 64 without a folder, 66 without a run in it, and 65 where that
  ///   is none that can be gone on with.
  init(in folder: String?) throws(GateError) {
    guard let folder else {
      throw GateError(
        .usage,
        "--resume goes on with the run in the folder of reports, and there is none",
        hints: ["say where it is: --out \(ReportWriter.defaultFolder)"]
      )
    }
    let path = Files.join(folder, ReportWriter.runFile)
    guard Files.exists(path) else {
      throw GateError(
        .missingInput,
        "there is no run to go on with",
        at: SourcePlace(file: path),
        hints: ["measure anew: leave out --resume"]
      )
    }
    guard case .run(let run) = try DocumentStore.read(path, hints: []) else {
      throw Self.refusal("it is no run", path)
    }
    guard run.isInterleaved else {
      throw Self.refusal("it was not measured interleaved", path)
    }
    guard run.completion != .complete else {
      throw GateError(
        .malformedData,
        "this run is complete, there is nothing to go on with",
        at: SourcePlace(file: path),
        hints: ["judge it again: perfgate check \(path)", "measure anew: leave out --resume"]
      )
    }
    guard let seed = UInt64(run.seed) else { throw Self.refusal("its seed is no number", path) }
    part = RunPart(path: path, run: run)
    self.seed = seed
    self.folder = folder
  }

  /// Makes sure that the same is to be measured as before.
  ///
  /// - Parameters:
  ///   - configuration: What the command line says now.
  ///   - selection: What of it is meant.
  ///   - machineClass: Where it is measured.
  ///   - head: The revision that is checked out; `nil` outside of a repository.
  /// - Throws: `GateError` with exit 65 and everything that differs.
  func check(
    _ configuration: ConfigurationRecord,
    selection: SelectionRecord,
    machineClass: String,
    head: RevisionRecord?
  ) throws(GateError) {
    let run = part.run
    var differences: [String] = []
    if Self.measured(run.configuration) != Self.measured(configuration) {
      differences.append("its configuration, or an option of its command line, is another one")
    }
    if run.selection != selection { differences.append("it measures another selection") }
    if run.environment.machineClass != machineClass {
      differences.append(
        "it was measured on '\(run.environment.machineClass)', and this is '\(machineClass)'"
      )
    }
    if run.head?.commit != head?.commit {
      differences.append(
        "it measures \(Self.name(run.head?.commit)), and \(Self.name(head?.commit)) is checked out"
      )
    } else if run.head?.isDirty == true || head?.isDirty == true {
      let when = run.head?.isDirty == true ? "had" : "has"
      differences.append(
        "the work tree \(when) changes that are not committed, so nobody knows whether the same would "
          + "be measured"
      )
    }
    try refuse(differences)
  }

  /// Makes sure that the base is the same as before.
  ///
  /// - Parameters:
  ///   - commit: What the head would be compared with; `nil` for another command.
  ///   - name: As the user wrote it.
  /// - Throws: `GateError` with exit 65 where it is another one.
  func check(base commit: String?, name: String) throws(GateError) {
    guard let base = part.run.base else { return }
    if base.commit != commit {
      try refuse([
        "it compares with \(Self.name(base.commit)), and '\(name)' is \(Self.name(commit))"
      ])
    } else if commit == nil, base.name != name {
      try refuse(["it compares with the command '\(base.name)', not with '\(name)'"])
    }
  }

  /// Makes sure that no program was written anew since the run had begun, where no commit tells.
  ///
  /// - Parameters:
  ///   - commands: What is compared.
  ///   - directory: Where it is started.
  /// - Throws: `GateError` with exit 65 where one was.
  func check(programs commands: [CommandLine], in directory: String) throws(GateError) {
    let lookup = ExecutableLookup(
      searchPath: ProcessEnvironment.current()["PATH"] ?? "",
      workingDirectory: directory
    )
    for program in commands.compactMap(\.program) {
      guard let path = try? lookup.path(of: program),
        let changed = Files.modificationTime(of: path),
        WallClock.timestamp(unixNanoseconds: changed) > part.run.startedAt
      else { continue }
      try refuse(["'\(program)' was written after it had begun, so it may be another program now"])
    }
  }

  /// Makes the run of now the one that was cut, with all that it had measured.
  ///
  /// - Parameters:
  ///   - document: The run of now, without entries.
  ///   - planned: What will be measured; what was measured before takes its place.
  /// - Throws: `GateError` with exit 65 where both do not plan the same.
  func lead(into document: inout RunDocument, _ planned: inout [RunEntry]) throws(GateError) {
    let run = part.run
    // The machine's turn is taken now, and another perfgate may have had it.
    guard try ResumedRun(in: folder).part.run == run else {
      throw Self.refusal("another perfgate goes on with it", part.path)
    }
    guard run.entries.map(\.key) == planned.map(\.key) else {
      throw Self.refusal("it plans other benchmarks", part.path)
    }
    document.id = run.id
    document.seed = run.seed
    document.startedAt = run.startedAt
    let names = Set(run.entries.map(\.key.description))
    document.stages = run.stages.filter { !names.contains($0.name) } + document.stages
    let rounds = run.entries.filter { $0.presence == .both }.map { $0.invocations.count / 4 }
      .reduce(0, +)
    // Of several cuts the last one says what there was before.
    let lead = "the run was cut and gone on with after"
    let notice = VerdictNotice("\(lead) \(rounds) round\(rounds == 1 ? "" : "s")")
    let notices = run.notices.filter { !$0.message.hasPrefix(lead) } + [notice]
    document.notices = notices + document.notices.filter { !notices.contains($0) }
    for index in planned.indices
    where !planned[index].isIdentical && planned[index].presence == run.entries[index].presence {
      planned[index] = run.entries[index]
    }
  }

  /// What of a configuration says what is measured: not where it is, nor how long that may take.
  private static func measured(_ record: ConfigurationRecord) -> ConfigurationRecord {
    var record = record
    record.path = nil
    record.overrides["max_time"] = nil
    return record
  }

  private static func name(_ commit: String?) -> String {
    commit.map { String($0.prefix(12)) } ?? "no commit"
  }

  private func refuse(_ differences: [String]) throws(GateError) {
    guard let first = differences.first else { return }
    throw Self.refusal(first, part.path, notes: Array(differences.dropFirst()))
  }

  private static func refusal(_ reason: String, _ path: String, notes: [String] = []) -> GateError {
    GateError(
      .malformedData,
      "this run cannot be gone on with: \(reason)",
      at: SourcePlace(file: path),
      notes: notes,
      hints: ["measure anew: leave out --resume"]
    )
  }
}
