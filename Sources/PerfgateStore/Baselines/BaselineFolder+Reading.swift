package import PerfgateModel
import PerfgateSystem

// How one baseline's file is read, and what is said where it cannot be.
extension BaselineFolder {
  /// The baseline in a file.
  ///
  /// - Parameters:
  ///   - path: The file.
  ///   - relative: Its path below the suite's folder, which must fit what it is about.
  /// - Returns: The baseline and the path.
  /// - Throws: `GateError` with exit 65.
  func baseline(at path: String, relative: String) throws(GateError) -> StoredBaseline {
    guard let bytes = try bytes(at: path) else {
      let missing = FileError(path: path, operation: .read, errorNumber: 2)
      throw GateError(
        .malformedData,
        missing.description,
        hints: ["it is a link that leads nowhere, or just went away: remove or restore it"]
      )
    }
    let document: BaselineDocument
    do throws(GateError) {
      document = try BaselineDocument(bytes: bytes, path: path)
    } catch {
      throw GateError(error.exit, error.diagnostics.map { advised($0, path: path) })
    }
    let expected = "\(document.key.filePath).json"
    guard expected == relative else {
      throw GateError(
        .malformedData,
        "this file is about '\(document.key)', which belongs into \(expected)",
        at: SourcePlace(file: path),
        hints: [isProposal ? Self.proposalAdvice : "rename the file"]
      )
    }
    return StoredBaseline(path: path, document: document)
  }

  /// The committed baseline of one benchmark in one class.
  ///
  /// - Parameters:
  ///   - key: The benchmark, without a suite.
  ///   - suite: The suite's name.
  ///   - className: The name of the class's folder.
  /// - Returns: The baseline and its path; `nil` where there is none.
  /// - Throws: `GateError` with exit 65 where it cannot be read.
  package func baseline(
    of key: BenchmarkKey,
    suite: String,
    inClass className: String
  ) throws(GateError) -> StoredBaseline? {
    let relative = "\(key.filePath).json"
    let path = Files.join(folder(ofClass: className, suite: suite), relative)
    guard Files.exists(path) else { return nil }
    return try baseline(at: path, relative: relative)
  }

  /// The diagnostic with what helps against this kind of damage.
  private func advised(_ diagnostic: Diagnostic, path: String) -> Diagnostic {
    let quoted = ShellQuoting.quoted(path)
    let anew = "or measure anew: rm \(quoted) && perfgate baseline record --only-missing"
    var advised = diagnostic
    // What a newer perfgate wrote has its own advice.
    if diagnostic.message.contains("newer perfgate") { return diagnostic }
    if isProposal {
      advised.hints = [Self.proposalAdvice]
    } else if diagnostic.message.contains("merge conflict") {
      advised.hints = ["take one side whole with: git checkout --theirs -- \(quoted)", anew]
    } else {
      advised.hints = ["take the committed file with: git checkout HEAD -- \(quoted)", anew]
    }
    return advised
  }

  /// Relative paths of all `.json` files below a folder; names that begin with `_` or `.` are not baselines.
  func jsonFiles(below folder: String) throws(GateError) -> [String] {
    var files: [String] = []
    var pending = [""]
    while let relative = pending.popLast() {
      for (name, known) in try entries(in: Files.join(folder, relative)) {
        if name.hasPrefix("_") || name.hasPrefix(".") { continue }
        let path = relative.isEmpty ? name : "\(relative)/\(name)"
        let found = if let known { Optional(known) } else { try kind(of: Files.join(folder, path)) }
        switch found {
        case .directory where name.hasSuffix(".json"):
          throw GateError(
            .malformedData,
            "a folder stands where a baseline's file belongs",
            at: SourcePlace(file: Files.join(folder, path)),
            hints: ["remove or rename it"]
          )
        case .directory: pending.append(path)
        // A link that leads nowhere is found by reading it: it must not pass for no baseline.
        case .file, nil: if name.hasSuffix(".json") { files.append(path) }
        case .other: break
        }
      }
    }
    return files.sorted()
  }

  private func kind(of path: String) throws(GateError) -> Files.Kind? {
    do throws(FileError) {
      return try Files.kind(at: path)
    } catch {
      throw GateError(.malformedData, error.description)
    }
  }
}
