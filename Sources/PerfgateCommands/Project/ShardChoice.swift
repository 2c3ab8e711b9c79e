import PerfgateModel
import PerfgateSystem

/// Finds out which part of a suite this job is to measure.
enum ShardChoice {
  /// The part that the command line names, or that the environment does where it is asked.
  ///
  /// - Parameters:
  ///   - text: `I/N`, `auto`, or `nil` for the whole suite, whatever the environment says.
  ///   - environment: The environment of the process.
  /// - Returns: The part; `nil` for the whole suite.
  /// - Throws: `GateError` with exit 64 where there is no such part, or the environment names none.
  static func shard(
    _ text: String?,
    environment: ProcessEnvironment
  ) throws(GateError) -> ShardRecord? {
    guard let text else { return nil }
    guard text == "auto" else {
      if let shard = ShardRecord(text) { return shard }
      throw GateError(
        .usage,
        "'\(text)' is no shard, expected I/N with I from 1 to N and N at most "
          + "\(ShardRecord.maximumCount), or auto",
        hints: ["--shard 1/4"]
      )
    }
    if let shard = try numbered(environment) { return shard }
    if let shard = try completion(environment) { return shard }
    if let shard = try array(environment) { return shard }
    throw GateError(
      .usage,
      "--shard auto found none of CI_NODE_INDEX, JOB_COMPLETION_INDEX and SLURM_ARRAY_TASK_ID",
      hints: ["name the part: --shard 1/4"]
    )
  }

  /// `CI_NODE_INDEX` of `CI_NODE_TOTAL`, as GitLab counts with `parallel`: from 1.
  private static func numbered(_ environment: ProcessEnvironment) throws(GateError) -> ShardRecord?
  {
    guard let index = try number("CI_NODE_INDEX", environment) else { return nil }
    guard let count = try number("CI_NODE_TOTAL", environment) else {
      throw missing("CI_NODE_TOTAL", beside: "CI_NODE_INDEX")
    }
    return try shard(index, of: count, from: "CI_NODE_INDEX=\(index) and CI_NODE_TOTAL=\(count)")
  }

  /// `JOB_COMPLETION_INDEX` of a Kubernetes indexed job, which counts from 0.
  ///
  /// Kubernetes does not tell a pod how many there are, so the job's own environment has to.
  private static func completion(
    _ environment: ProcessEnvironment
  ) throws(GateError) -> ShardRecord? {
    guard let index = try number("JOB_COMPLETION_INDEX", environment) else { return nil }
    guard let count = try number("JOB_COMPLETIONS", environment) else {
      throw missing("JOB_COMPLETIONS", beside: "JOB_COMPLETION_INDEX", "the job's 'completions'")
    }
    return try shard(
      index.addingReportingOverflow(1).partialValue,
      of: count,
      from: "JOB_COMPLETION_INDEX=\(index), which counts from 0, and JOB_COMPLETIONS=\(count)"
    )
  }

  /// `SLURM_ARRAY_TASK_ID` of an array that counts on by a step, `--array=0-12:4` for four.
  private static func array(_ environment: ProcessEnvironment) throws(GateError) -> ShardRecord? {
    guard let id = try number("SLURM_ARRAY_TASK_ID", environment) else { return nil }
    guard let first = try number("SLURM_ARRAY_TASK_MIN", environment) else {
      throw missing("SLURM_ARRAY_TASK_MIN", beside: "SLURM_ARRAY_TASK_ID")
    }
    guard let count = try number("SLURM_ARRAY_TASK_COUNT", environment) else {
      throw missing("SLURM_ARRAY_TASK_COUNT", beside: "SLURM_ARRAY_TASK_ID")
    }
    let step = max(1, try number("SLURM_ARRAY_TASK_STEP", environment) ?? 1)
    let source =
      "SLURM_ARRAY_TASK_ID=\(id), SLURM_ARRAY_TASK_MIN=\(first), step \(step) and "
      + "SLURM_ARRAY_TASK_COUNT=\(count)"
    guard id >= first, (id - first).isMultiple(of: step) else {
      throw refused(source)
    }
    return try shard((id - first) / step + 1, of: count, from: source)
  }

  private static func shard(
    _ index: Int,
    of count: Int,
    from source: String
  ) throws(GateError) -> ShardRecord {
    guard let shard = ShardRecord(index: index, count: count) else { throw refused(source) }
    return shard
  }

  private static func refused(_ source: String) -> GateError {
    GateError(.usage, "\(source) name no part of 1 to N", hints: ["name the part: --shard 1/4"])
  }

  private static func missing(
    _ name: String,
    beside other: String,
    _ meaning: String = "the number of parts"
  ) -> GateError {
    GateError(
      .usage,
      "\(other) is set but \(name) is not, so the number of parts is unknown",
      hints: ["set \(name) to \(meaning)", "or name the part: --shard 1/4"]
    )
  }

  private static func number(
    _ name: String,
    _ environment: ProcessEnvironment
  ) throws(GateError) -> Int? {
    guard let text = environment[name], !text.isEmpty else { return nil }
    guard text.utf8.allSatisfy({ 48...57 ~= $0 }), let number = Int(text) else {
      throw GateError(.usage, "\(name) is '\(text)', expected a number from 0")
    }
    return number
  }
}
