import PerfgateConfiguration
package import PerfgateModel
import PerfgateParallel
import PerfgateSystem

/// The folder of all committed baselines: every class and suite, and the accepted levels.
package struct BaselineFolder: Sendable {
  private static let maximumFileBytes = 64 * 1024 * 1024
  /// How many files a thread reads at a time: handing them out costs little beside that.
  private static let batch = 64

  /// The folder as a user would type it.
  package let path: String
  /// Whether it is what a run proposes, which nobody committed.
  let isProposal: Bool
  /// What helps where a proposal is damaged.
  package static let proposalAdvice =
    "get the whole folder again, or propose anew: perfgate run --propose"

  /// Creates access to a folder; nothing is read or written yet.
  ///
  /// - Parameters:
  ///   - path: The folder as a user would type it.
  ///   - isProposal: Whether it is what a run proposes.
  package init(path: String, isProposal: Bool = false) {
    self.path = path
    self.isProposal = isProposal
  }

  /// The file of accepted levels, as a user would type it.
  package var acceptedPath: String { Files.join(path, AcceptedList.fileName) }

  /// Does what reads, decides and writes while no other perfgate does the like here.
  ///
  /// - Parameter body: What to do.
  /// - Returns: What it gives.
  /// - Throws: What it throws, or `GateError` with exit 73 where the folder cannot be made.
  package func exclusively<Value>(
    _ body: () throws(GateError) -> Value
  ) throws(GateError) -> Value {
    do throws(FileError) {
      try Files.createDirectories(path)
    } catch {
      throw GateError(.cannotWrite, error.description)
    }
    return try Files.withLock(on: path, body)
  }

  /// The folder of a suite's baselines in a class.
  func folder(ofClass name: String, suite: String) -> String {
    Files.join(Files.join(path, name), FileNameEncoding.encode(suite[...]))
  }

  /// The names of the classes that have baselines of a suite, in order.
  ///
  /// - Parameter suite: The suite's name.
  /// - Returns: The names of their folders.
  /// - Throws: `GateError` with exit 65 where the folder cannot be listed.
  package func classes(ofSuite suite: String) throws(GateError) -> [String] {
    try names(in: path).filter { name in
      !name.hasPrefix(".") && Files.exists(folder(ofClass: name, suite: suite))
    }
  }

  /// Every baseline of a suite in one class.
  ///
  /// - Parameters:
  ///   - suite: The suite's name.
  ///   - className: The name of the class's folder.
  /// - Returns: The baselines in the order of their files.
  /// - Throws: `GateError` with exit 65 and one diagnostic per unreadable file.
  package func baselines(
    ofSuite suite: String,
    inClass className: String
  ) throws(GateError) -> [StoredBaseline] {
    let folder = folder(ofClass: className, suite: suite)
    let files = try jsonFiles(below: folder)
    let read = ParallelWork.map(files, batch: Self.batch) { relative in
      do throws(GateError) {
        let path = Files.join(folder, relative)
        return Result<_, GateError>.success(try baseline(at: path, relative: relative))
      } catch {
        return .failure(error)
      }
    }
    var stored: [StoredBaseline] = []
    var problems: [Diagnostic] = []
    stored.reserveCapacity(read.count)
    for result in read {
      do throws(GateError) {
        stored.append(try result.get())
      } catch {
        problems += error.diagnostics
      }
    }
    guard problems.isEmpty else { throw GateError(.malformedData, problems) }
    return stored
  }

  /// Writes a baseline; a file whose bytes would not change is left alone.
  ///
  /// - Parameters:
  ///   - document: The baseline.
  ///   - className: The name of the class's folder.
  ///   - suite: The suite's name.
  /// - Returns: The path where it was written; `nil` where nothing had to change.
  /// - Throws: `GateError` with exit 73.
  package func write(
    _ document: BaselineDocument,
    toClass className: String,
    suite: String
  ) throws(GateError) -> String? {
    let folder = folder(ofClass: className, suite: suite)
    let path = Files.join(folder, "\(document.key.filePath).json")
    let bytes = JSONWriter.bytes(document.json)
    if document.cases?.file == nil { try removeCases(beside: path) }
    if (try? Files.readBytes(at: path)) == bytes { return nil }
    try replace(path, with: bytes)
    return path
  }

  /// Writes the outcomes of an eval's cases beside its baseline; bytes that would not change are left
  /// alone.
  ///
  /// - Parameters:
  ///   - table: The outcomes.
  ///   - key: The eval.
  ///   - className: The name of the class's folder.
  ///   - suite: The suite's name.
  /// - Returns: The path where they were written; `nil` where nothing had to change.
  /// - Throws: `GateError` with exit 73.
  package func write(
    _ table: CaseTable,
    of key: BenchmarkKey,
    toClass className: String,
    suite: String
  ) throws(GateError) -> String? {
    let folder = folder(ofClass: className, suite: suite)
    let path = Self.casesPath(beside: Files.join(folder, "\(key.filePath).json"))
    let bytes = table.sidecar(of: key)
    if (try? Files.readBytes(at: path)) == bytes { return nil }
    try replace(path, with: bytes)
    return path
  }

  private static func casesPath(beside path: String) -> String {
    (path.hasSuffix(".json") ? String(path.dropLast(".json".count)) : path)
      + BenchmarkKey.casesEnding
  }

  private func removeCases(beside path: String) throws(GateError) {
    let cases = Self.casesPath(beside: path)
    guard path.hasSuffix(".json"), Files.exists(cases) else { return }
    do throws(FileError) {
      try Files.removeFile(cases)
    } catch {
      throw GateError(.cannotWrite, error.description)
    }
  }

  /// Removes files with the outcomes of cases beside them, and folders that hold nothing any more, up
  /// to the folder of baselines.
  ///
  /// - Parameter paths: Files below this folder.
  /// - Throws: `GateError` with exit 73.
  package func remove(_ paths: [String]) throws(GateError) {
    for file in paths {
      try removeCases(beside: file)
      do throws(FileError) {
        try Files.remove(file)
      } catch {
        throw GateError(.cannotWrite, error.description)
      }
      var folder = Files.parent(of: file)
      while let current = folder, current.hasPrefix("\(path)/"), isEmpty(current) {
        try? Files.remove(current)
        folder = Files.parent(of: current)
      }
    }
  }

  /// Whether a folder holds nothing, or nothing but what says which class it is.
  private func isEmpty(_ folder: String) -> Bool {
    guard let names = try? Files.names(inDirectory: folder) else { return false }
    return names.allSatisfy { $0 == BaselineStore.classFile }
  }

  /// Puts a file in the place of another.
  func replace(_ path: String, with bytes: [UInt8]) throws(GateError) {
    do throws(FileError) {
      if let parent = Files.parent(of: path) { try Files.createDirectories(parent) }
      try Files.replaceAtomically(path, with: bytes)
    } catch {
      throw GateError(.cannotWrite, error.description)
    }
  }

  /// The bytes of a file; `nil` where there is none.
  func bytes(at path: String) throws(GateError) -> [UInt8]? {
    do throws(FileError) {
      return try Files.readBytes(at: path, atMostBytes: Self.maximumFileBytes)
    } catch {
      if error.isMissing { return nil }
      throw GateError(.malformedData, error.description)
    }
  }

  /// The names in a folder; none where it is not there.
  func names(in folder: String) throws(GateError) -> [String] {
    try entries(in: folder).map(\.name)
  }

  /// The names in a folder with what they lead to, where the folder says it; none where it is not
  /// there.
  func entries(in folder: String) throws(GateError) -> [(name: String, kind: Files.Kind?)] {
    do throws(FileError) {
      return try Files.entries(inDirectory: folder)
    } catch {
      if error.isMissing { return [] }
      throw GateError(.malformedData, error.description)
    }
  }
}
