package import PerfgateModel

/// Where a repository and its work tree are.
package struct RepositoryPlace: Sendable, Equatable {
  /// The folder of the work tree, absolute, links resolved.
  package var root: String
  /// What git knows of the work tree.
  package var gitDirectory: String
  /// What all work trees of the repository share.
  package var commonDirectory: String
  /// Whether history ends before its beginning.
  package var isShallow: Bool
  /// What is checked out.
  package var head: RevisionRecord

  /// Creates a place.
  package init(
    root: String,
    gitDirectory: String,
    commonDirectory: String,
    isShallow: Bool,
    head: RevisionRecord
  ) {
    self.root = root
    self.gitDirectory = gitDirectory
    self.commonDirectory = commonDirectory
    self.isShallow = isShallow
    self.head = head
  }
}

/// The commit that the work tree is compared with.
package struct BaseRevision: Sendable, Equatable {
  /// The commit's whole id.
  package var commit: String
  /// What people call it, such as `origin/main` or `HEAD~1`.
  package var name: String
  /// Whether the commit is where the work tree's history left `name`.
  package var isMergeBase: Bool
  /// What a reader of the comparison must know about it.
  package var notices: [VerdictNotice]

  /// Creates a revision.
  package init(
    commit: String,
    name: String,
    isMergeBase: Bool,
    notices: [VerdictNotice] = []
  ) {
    self.commit = commit
    self.name = name
    self.isMergeBase = isMergeBase
    self.notices = notices
  }

  /// The base in a sentence, such as `origin/main (merge base 0123456789ab)`.
  package var description: String {
    let short = String(commit.prefix(12))
    if isMergeBase { return "\(name) (merge base \(short))" }
    return name == short || name == commit ? short : "\(name) (\(short))"
  }
}
