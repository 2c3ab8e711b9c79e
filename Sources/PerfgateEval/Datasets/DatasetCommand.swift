internal import PerfgateConfiguration
internal import PerfgateModel
internal import PerfgateSystem

/// The command of a dataset, whose output is kept in a file as long as it is needed.
struct DatasetCommand {
  private let plan: DatasetPlan
  private let command: CommandLine
  private let folder: String

  init(_ plan: DatasetPlan, _ command: CommandLine, folder: String) {
    self.plan = plan
    self.command = command
    self.folder = folder
  }

  /// Runs it.
  ///
  /// - Returns: What it has written; its file has no name any more, and goes with this.
  /// - Throws: `GateError` with exit 65 where it fails, 78 where there is no such program.
  func spool(_ runner: (any ProcessRunner)?) throws(GateError) -> ReadableFile {
    let environment = ProcessEnvironment.current()
    let parent = environment["TMPDIR"].flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    let directory = try kept { () throws(FileError) in
      try Files.createTemporaryDirectory(in: parent, prefix: "perfgate-dataset-")
    }
    defer { try? Files.remove(directory) }
    let path = Files.join(directory, "rows.jsonl")
    try run(try request(environment, output: path), runner)
    let file = try kept { () throws(FileError) in try ReadableFile.open(path) }
    guard let file else {
      throw GateError(.internalFault, "the rows of the command were written to no file")
    }
    return file
  }

  private func kept<Value>(
    _ work: () throws(FileError) -> Value
  ) throws(GateError) -> Value {
    do throws(FileError) {
      return try work()
    } catch {
      throw GateError(.cannotWrite, "the rows of the command cannot be kept: \(error)")
    }
  }

  /// The runner keeps only a part of what a program writes, so that a shell opens the file.
  private func request(
    _ environment: ProcessEnvironment,
    output: String
  ) throws(GateError) -> ProcessRequest {
    let words: [String] =
      switch command {
      case .words(let words): words
      case .shell(let text): ["/bin/sh", "-c", text]
      }
    let lookup = ExecutableLookup(
      searchPath: environment["PATH"] ?? "",
      workingDirectory: folder
    )
    do throws(ExecutableLookupError) {
      _ = try lookup.path(of: words.first ?? "")
    } catch {
      throw GateError(
        .badConfiguration,
        "\(error)",
        at: plan.location,
        hints: ["write the path of the program, or put its folder into PATH"]
      )
    }
    return ProcessRequest(
      executable: "/bin/sh",
      arguments: ["-c", #"out=$1; shift; exec "$@" >"$out""#, "sh", output] + words,
      environment: environment.variables,
      workingDirectory: folder,
      timeoutNanoseconds: Int64(plan.timeoutSeconds * 1e9)
    )
  }

  private func run(
    _ request: ProcessRequest,
    _ runner: (any ProcessRunner)?
  ) throws(GateError) {
    let outcome: ProcessOutcome
    do throws(ProcessError) {
      if let runner {
        outcome = try runner.run(request)
      } else {
        outcome = try SpawnerClient.start().run(request)
      }
    } catch {
      throw GateError(.internalFault, "the dataset's command cannot be run: \(error)")
    }
    switch outcome.termination {
    case .exited(code: 0): return
    case .interrupted:
      throw GateError(.interrupted, "stopped while the dataset's command ran")
    case .exited(let code): throw failure("exited with \(code)", outcome)
    case .signalled(let signal): throw failure("was ended by signal \(signal)", outcome)
    case .timedOut:
      let limit = QuantityText.wait(seconds: plan.timeoutSeconds)
      throw failure(
        "ran for \(limit) and was ended",
        outcome,
        hints: ["give it longer: \(longer)", "or write its rows to a file, and name that: path"]
      )
    case .notStarted(let reason): throw failure("could not be started: \(reason)", outcome)
    }
  }

  /// Twice the time, as it is typed.
  private var longer: String {
    let seconds = Int((2 * plan.timeoutSeconds).rounded(.up))
    return seconds % 60 == 0 ? "timeout: \(seconds / 60)m" : "timeout: \(seconds)s"
  }

  private func failure(
    _ what: String,
    _ outcome: ProcessOutcome,
    hints: [String] = []
  ) -> GateError {
    let error = outcome.standardError
    let kept = String(decoding: error.omittedBytes > 0 ? error.tail : error.kept, as: UTF8.self)
    let lines = kept.split(whereSeparator: \.isNewline).suffix(Self.mostLines)
    return GateError(
      .malformedData,
      "the dataset's command \(what): \(MessageText.shortened(command.description))",
      at: plan.location,
      notes: lines.map { "it wrote: \(MessageText.shortened(String($0)))" },
      hints: hints
    )
  }

  /// How many lines of its standard error are shown.
  private static let mostLines = 5
}
