import PerfgateConfiguration
import PerfgateModel
import PerfgateSystem

/// Finds the files that patterns of `suites` name, without a shell and in the same order everywhere.
struct SuiteFiles {
  /// The most folders that one pattern is looked for in, so that `**` ends.
  private static let mostFolders = 100_000

  private var foldersSeen = 0
  /// Folders that match a whole pattern, for a hint.
  private var folders: [String] = []

  /// The files that a pattern names, in the order of their bytes.
  ///
  /// - Parameters:
  ///   - pattern: A path; `*`, `?` and `**` stand for names that do not begin with a dot.
  ///   - folder: What the pattern is relative to, as the user would type it.
  /// - Returns: Paths as the user would type them, at least one.
  /// - Throws: `GateError` with exit 78 for a pattern that matches no file.
  static func paths(
    matching pattern: SuitePattern,
    in folder: String
  ) throws(GateError) -> [String] {
    var search = SuiteFiles()
    let isAbsolute = pattern.text.hasPrefix("/")
    let segments = pattern.text.split(separator: "/").map(String.init).filter { $0 != "." }
    let found: [String]
    do throws(FileError) {
      found = try search.find(segments[...], in: isAbsolute ? "/" : folder)
    } catch {
      throw GateError(.badConfiguration, error.description, at: pattern.location)
    }
    guard search.foldersSeen <= mostFolders else {
      throw GateError(
        .badConfiguration,
        "'\(pattern.text)' has more than \(mostFolders) folders to look in",
        at: pattern.location,
        hints: ["name the folders more closely, as packages/*/perfgate.yaml does"]
      )
    }
    if !found.isEmpty {
      return Set(found).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }
    throw GateError(
      .badConfiguration,
      "no file matches '\(pattern.text)'",
      at: pattern.location,
      hints: search.folders.isEmpty
        ? ["a path is relative to the folder of this file"]
        : ["name the files: \(pattern.text)/\(ProjectConfiguration.defaultFileName)"]
    )
  }

  private mutating func find(
    _ segments: ArraySlice<String>,
    in folder: String
  ) throws(FileError) -> [String] {
    foldersSeen += 1
    guard let first = segments.first, foldersSeen <= Self.mostFolders else { return [] }
    let rest = segments.dropFirst()
    guard first.contains(where: { $0 == "*" || $0 == "?" }) else {
      return try found(at: Files.join(folder, first), rest)
    }
    if first == "**" { return try findBelow(folder, rest) }
    let pattern = GlobPattern(first)
    var paths: [String] = []
    for name in try names(in: folder) where pattern.matches(name) {
      paths += try found(at: Files.join(folder, name), rest)
    }
    return paths
  }

  /// The rest of a pattern in a folder and in all below it; links are not followed.
  private mutating func findBelow(
    _ folder: String,
    _ rest: ArraySlice<String>
  ) throws(FileError) -> [String] {
    var paths = try find(rest, in: folder)
    for name in try names(in: folder) {
      let path = Files.join(folder, name)
      guard foldersSeen <= Self.mostFolders, !Files.isSymbolicLink(path),
        try Files.kind(at: path) == .directory
      else { continue }
      paths += try findBelow(path, rest)
    }
    return paths
  }

  /// What a path adds: a file where the pattern ends, more where it goes on.
  private mutating func found(
    at path: String,
    _ rest: ArraySlice<String>
  ) throws(FileError) -> [String] {
    let kind = try Files.kind(at: path)
    guard rest.isEmpty else { return kind == .directory ? try find(rest, in: path) : [] }
    if kind == .directory { folders.append(path) }
    return kind == .file ? [path] : []
  }

  private func names(in folder: String) throws(FileError) -> [String] {
    try Files.names(inDirectory: folder.isEmpty ? "." : folder).filter { !$0.hasPrefix(".") }
  }
}
