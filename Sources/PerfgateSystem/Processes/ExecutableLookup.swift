import Glibc

/// Finds the file of a program, by the rules of a shell.
package struct ExecutableLookup: Sendable {
  /// The value of `PATH`: directories between colons, an empty one being the working directory.
  package let searchPath: String
  /// What relative paths start from.
  package let workingDirectory: String

  /// Makes a lookup.
  package init(searchPath: String, workingDirectory: String) {
    self.searchPath = searchPath
    self.workingDirectory = workingDirectory
  }

  /// The path of a program's file.
  ///
  /// - Parameter program: a path where it holds a slash, else a name to look for in the search
  ///   path.
  /// - Returns: the file's path, below the working directory where it is relative.
  /// - Throws: where there is no such file or it cannot be executed.
  package func path(of program: String) throws(ExecutableLookupError) -> String {
    guard !program.isEmpty else { throw .notFound(program: program, searched: []) }
    if program.utf8.contains(UInt8(ascii: "/")) { return try checked(program) }
    let directories = searchPath.split(separator: ":", omittingEmptySubsequences: false)
    var searched: [String] = []
    var obstacle: ExecutableLookupError?
    for directory in directories where !searchPath.isEmpty {
      let folder = directory.isEmpty ? "." : String(directory)
      searched.append(folder)
      switch Self.state(of: candidate(Files.join(folder, program))) {
      case .executable: return candidate(Files.join(folder, program))
      case .directory, .missing: continue
      case .notExecutable:
        obstacle = obstacle ?? .notExecutable(path: candidate(Files.join(folder, program)))
      }
    }
    throw obstacle ?? .notFound(program: program, searched: searched)
  }

  private func candidate(_ path: String) -> String {
    Files.join(workingDirectory, path)
  }

  private func checked(_ program: String) throws(ExecutableLookupError) -> String {
    let path = candidate(program)
    switch Self.state(of: path) {
    case .executable: return path
    case .directory: throw .isDirectory(path: path)
    case .notExecutable: throw .notExecutable(path: path)
    case .missing: throw .notFound(program: program, searched: [path])
    }
  }

  private enum State { case executable, directory, notExecutable, missing }

  private static func state(of path: String) -> State {
    var status = stat()
    guard stat(path, &status) == 0 else { return .missing }
    if status.st_mode & S_IFMT == S_IFDIR { return .directory }
    guard status.st_mode & S_IFMT == S_IFREG else { return .notExecutable }
    return faccessat(AT_FDCWD, path, X_OK, AT_EACCESS) == 0 ? .executable : .notExecutable
  }
}

/// Why a program has no file to execute.
package enum ExecutableLookupError: Error, Equatable, Sendable {
  /// There is none; `searched` are the directories, or the one path, that were tried.
  case notFound(program: String, searched: [String])
  /// There is a file, but this user may not execute it.
  case notExecutable(path: String)
  /// The path leads to a directory.
  case isDirectory(path: String)
}

extension ExecutableLookupError: CustomStringConvertible {
  /// The error in one sentence.
  package var description: String {
    switch self {
    case .notFound(let program, let searched):
      if program.isEmpty { return "the name of the program is empty" }
      if program.contains("/") { return "there is no program \(program)" }
      if searched.isEmpty { return "there is no program \(program): PATH is empty" }
      return "there is no program \(program) in \(searched.joined(separator: ":"))"
    case .notExecutable(let path): return "\(path) is not executable"
    case .isDirectory(let path): return "\(path) is a directory, not a program"
    }
  }
}
