package import PerfgateModel
import PerfgateSystem

extension GitRepository {
  /// Finds the repository and what is checked out of it.
  ///
  /// - Returns: Where it is.
  /// - Throws: `GateError` with exit 66 where there is no git or no repository, 20 where there is no
  ///   commit yet.
  package func place() throws(GateError) -> RepositoryPlace {
    guard hasGit else {
      throw GateError(
        .missingInput,
        "there is no git in PATH, and --against needs it",
        hints: ["install git, or put it into PATH"]
      )
    }
    let root = try folder("--show-toplevel")
    let gitDirectory = try folder("--absolute-git-dir")
    let commonDirectory = try folder("--git-common-dir")
    guard let head = head() else {
      throw GateError(
        .nothingToCompare,
        "there is no commit yet to compare with",
        hints: ["git commit, then change something and use --against HEAD"]
      )
    }
    return RepositoryPlace(
      root: root,
      gitDirectory: gitDirectory,
      commonDirectory: commonDirectory,
      isShallow: isShallow,
      head: head
    )
  }

  /// Whether history ends before its beginning.
  var isShallow: Bool { line(["rev-parse", "--is-shallow-repository"]) == "true" }

  /// A folder that `rev-parse` names, absolute.
  private func folder(_ option: String) throws(GateError) -> String {
    guard let outcome = attempt(["rev-parse", option]), outcome.termination.isSuccess else {
      let notes = lastErrors(of: attempt(["rev-parse", option]))
      throw GateError(
        .missingInput,
        "\(directory) is in no work tree of git, and --against needs one",
        notes: notes,
        hints: notes.contains { $0.contains("safe.directory") }
          ? ["git config --global --add safe.directory \(ShellQuoting.quoted(directory))"]
          : ["git init, and commit what you want to compare with"]
      )
    }
    // A folder's name may hold line breaks: only the last one is git's.
    let bytes = outcome.standardOutput.kept
    let path = String(decoding: bytes.last == 0x0A ? bytes.dropLast() : bytes[...], as: UTF8.self)
    return Files.canonical(Files.join(directory, path))
  }

  /// What git last said, for a message.
  func lastErrors(of outcome: ProcessOutcome?) -> [String] {
    guard let outcome else { return [] }
    let text = String(decoding: outcome.standardError.kept, as: UTF8.self)
    var lines = text.split(whereSeparator: \.isNewline).suffix(Self.shownLines).map(String.init)
    if outcome.termination == .timedOut { lines.append("git took too long and was ended") }
    return lines
  }

  /// How many lines of git's words are worth showing.
  private static let shownLines = 10
}
