import PerfgateModel
import PerfgateStreaming

/// The result file of one side, open, and what of an earlier run is kept in it.
///
/// Kept is what passed or failed. Errors are tried again, and taken out of the file. Results of another
/// configuration or dataset say nothing of this one, and are not thrown away unasked either.
struct EarlierResults {
  let file: ResultFile
  private(set) var tally = EvalTally()
  private(set) var completed = CompletedResults()
  /// The tokens that it took.
  private(set) var tokens = 0

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - side: Whose file.
  ///   - key: Which eval.
  ///   - repeats: How many repeats it has; results of more are dropped.
  ///   - beginning: Whether results that are there are kept.
  ///   - scoring: What knows which scorers passed.
  ///   - each: Told each result that is kept.
  /// - Throws: `GateError` where it cannot be opened or read, and for what is no result.
  init(
    _ side: EvalSide,
    eval key: BenchmarkKey,
    repeats: Int,
    _ beginning: ResultFile.Beginning,
    scoring: ReplyScoring,
    each: (CaseResult) -> Void
  ) throws(GateError) {
    let eval = key.description
    if case .resume = beginning { try Self.sift(side, eval: eval, repeats: repeats) }
    var tally = EvalTally()
    var completed = CompletedResults()
    var tokens = 0
    let opened = try ResultFile.open(side.path, eval: eval, beginning) { record throws(GateError) in
      let result = try Self.result(record, of: side)
      completed.insert(record.key)
      tokens += result.usage?.total ?? 0
      tally.add(result, passedScorers: scoring.passed(result.scores), isResumed: true)
      each(result)
    }
    file = opened.file
    self.tally = tally
    self.completed = completed
    self.tokens = tokens
  }

  /// Takes out of a file what is not kept.
  private static func sift(
    _ side: EvalSide,
    eval: String,
    repeats: Int
  ) throws(GateError) {
    var seen = CompletedResults()
    var dropped: Set<Int> = []
    var foreign = 0
    let opened = try ResultFile.open(side.path, eval: eval, .resume) { record throws(GateError) in
      let result = try Self.result(record, of: side)
      guard record.key.configurationDigest == side.configurationDigest else {
        foreign += 1
        return
      }
      let isKept =
        (result.outcome == .passed || result.outcome == .failed)
        && record.key.repeatIndex < repeats && seen.insert(record.key)
      if !isKept { dropped.insert(record.line) }
    }
    guard foreign == 0 else {
      throw GateError(
        .malformedData,
        "\(foreign) of the \(opened.results) results are of another configuration: the target, its "
          + "program, inputs or prompts, a scorer, or the dataset changed since",
        at: SourcePlace(file: side.path),
        hints: [
          "begin anew without --resume, or keep that file elsewhere first",
          "a program is the one that PATH finds: on another machine, or behind another PATH, it may be "
            + "another one",
        ]
      )
    }
    if !dropped.isEmpty { try opened.file.remove(lines: dropped) }
  }

  private static func result(
    _ record: ResultFile.Record,
    of side: EvalSide
  ) throws(GateError) -> CaseResult {
    do throws(JSONError) {
      return try CaseResult(record.object)
    } catch {
      throw GateError(
        .malformedData,
        "this line is no result: \(error.message)",
        at: SourcePlace(file: side.path, line: record.line),
        hints: ["remove the line, and its case is run again"]
      )
    }
  }
}
