package import PerfgateConfiguration
package import PerfgateModel
package import PerfgateSystem

/// The digest of everything that results of an eval depend on besides their cases: the target with
/// its prompt, parameters and files, the scorers, the pass rule, and the dataset.
///
/// Results with the same digest can stand in one file, and are not made again with `--resume`.
package struct ConfigurationDigest {
  private let folder: String
  private let searchPath: String
  private var digest = EvalDigest()

  private init(folder: String, searchPath: String) {
    self.folder = folder
    self.searchPath = searchPath
  }

  /// Calculates it.
  ///
  /// - Parameters:
  ///   - plan: The eval.
  ///   - dataset: The digest of its cases.
  ///   - folder: The configuration's folder; of the base, the base's.
  ///   - environment: What programs inherit, for PATH.
  /// - Returns: SHA-256 in hexadecimal.
  /// - Throws: `GateError` with exit 78 for a pattern of `inputs` that matches nothing, and 66 for a
  ///   file that cannot be read.
  package static func hex(
    of plan: EvalPlan,
    dataset: String,
    in folder: String,
    environment: ProcessEnvironment
  ) throws(GateError) -> String {
    var digest = ConfigurationDigest(folder: folder, searchPath: environment["PATH"] ?? "")
    digest.digest.update("perfgate.eval/1")
    digest.digest.update(dataset)
    try digest.add(plan.target)
    for scorer in plan.scorers { try digest.add(scorer, of: plan) }
    switch plan.passes {
    case .all: digest.digest.update("all")
    case .total(let share): digest.digest.update("total \(share)")
    }
    return digest.digest.hex
  }

  private mutating func add(_ target: TargetPlan) throws(GateError) {
    add(target.dependencies)
    for pattern in target.inputs { try add(inputs: pattern, at: target.location) }
    for path in target.files { try add(file: path, at: target.location) }
    for command in target.commands { add(command, in: target.workingDirectory) }
  }

  private mutating func add(_ scorer: ScorerPlan, of plan: EvalPlan) throws(GateError) {
    add(scorer.dependencies)
    for path in scorer.kind.files { try add(file: path, at: scorer.location) }
    for command in scorer.kind.commands { add(command, in: nil) }
  }

  private mutating func add(_ value: JSONValue) {
    digest.update(JSONWriter.text(value, form: .compact))
  }

  private mutating func add(inputs pattern: String, at place: SourcePlace) throws(GateError) {
    guard let paths = Files.paths(matching: pattern, in: folder), !paths.isEmpty else {
      throw GateError(
        .badConfiguration,
        "'inputs' has '\(pattern)', which matches no file",
        at: place,
        hints: ["patterns begin at the configuration's folder; '**' crosses folders: \"src/**\""]
      )
    }
    for path in paths { try add(file: path, at: place) }
  }

  private mutating func add(file path: String, at place: SourcePlace) throws(GateError) {
    do throws(FileError) {
      digest.update(path)
      try add(contentsOf: Files.join(folder, path))
    } catch {
      throw GateError(.missingInput, "\(error)", at: place)
    }
  }

  /// Adds the program and the files that the words name, as far as they are there: a script that
  /// changed does not answer as it did, and neither may another interpreter that PATH finds elsewhere.
  private mutating func add(_ command: CommandLine, in workingDirectory: String?) {
    guard case .words(let words) = command, let program = words.first else { return }
    let directory = Files.join(folder, workingDirectory ?? "")
    let lookup = ExecutableLookup(searchPath: searchPath, workingDirectory: directory)
    var files: [String] = []
    if let path = try? lookup.path(of: program) { files.append(path) }
    files += words.dropFirst().map { Files.join(directory, $0) }
    for file in files where (try? Files.kind(at: file)) == .file {
      try? add(contentsOf: file)
    }
  }

  private mutating func add(contentsOf path: String) throws(FileError) {
    digest.update(try EvalDigest.hex(ofFile: path))
  }
}
