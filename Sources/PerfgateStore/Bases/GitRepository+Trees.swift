import PerfgateModel
import PerfgateSystem

extension GitRepository {
  /// How many large files are looked at.
  private static let mostLargeFiles = 1000
  private static let pointer = "version https://git-lfs.github.com/spec/"
  private static let longestPointer = 1024

  /// Whether a folder is one of a repository's work trees, in which a commit is checked out.
  ///
  /// - Parameters:
  ///   - commit: The commit's whole id.
  ///   - path: The folder.
  ///   - commonDirectory: What the repository's work trees share.
  /// - Returns: Whether it is.
  func hasWorktree(of commit: String, at path: String, sharing commonDirectory: String) -> Bool {
    guard Files.exists(Files.join(path, ".git")) else { return false }
    let tree = elsewhere(path)
    let records = Files.join(commonDirectory, "worktrees/")
    return tree.line(["rev-parse", "--absolute-git-dir"])?.hasPrefix(records) == true
      && tree.line(["rev-parse", "--verify", "--quiet", "HEAD"]) == commit
  }

  /// What to know where Git LFS left pointers in this tree, and did not in another.
  ///
  /// - Parameter root: The other tree.
  /// - Returns: A notice that names the first such file; none where there is none.
  func missingLargeFiles(besides root: String) -> [VerdictNotice] {
    let names = output(["ls-files", "-z", "--", ":(attr:filter=lfs)"]) ?? ""
    let missing = names.split(separator: "\0").prefix(Self.mostLargeFiles).map(String.init)
      .filter { name in
        Self.isPointer(Files.join(directory, name)) && !Self.isPointer(Files.join(root, name))
          && Files.exists(Files.join(root, name))
      }
    guard let first = missing.first else { return [] }
    let others = missing.count - 1
    return [
      VerdictNotice(
        "Git LFS has not fetched '\(first)' of the base"
          + (others > 0 ? " and \(others) more file\(others == 1 ? "" : "s")" : ""),
        advice: "git lfs fetch origin \(line(["rev-parse", "HEAD"]) ?? ""), "
          + "or put 'git lfs pull' into the build"
      )
    ]
  }

  private static func isPointer(_ path: String) -> Bool {
    guard let bytes = try? Files.readBytes(at: path, atMostBytes: longestPointer) else {
      return false
    }
    return bytes.starts(with: pointer.utf8)
  }
}
