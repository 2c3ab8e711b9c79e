import PerfgateSystem

/// What CI says a change is for; nothing at a desk.
struct NamedBase {
  /// The commit that a change begins at, where CI knows it.
  let commit: String?
  /// The branch that it shall go to, without a remote's name.
  let branch: String?

  /// Variables in which CI names a commit, the surest first: of a merged result, what was merged
  /// into, else the merge base.
  private static let commitVariables = [
    "CI_MERGE_REQUEST_TARGET_BRANCH_SHA", "CI_MERGE_REQUEST_DIFF_BASE_SHA",
  ]
  /// Variables in which CI names the branch that a change is for.
  private static let branchVariables = [
    "GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "BITBUCKET_PR_DESTINATION_BRANCH",
    "CHANGE_TARGET", "SYSTEM_PULLREQUEST_TARGETBRANCH", "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
  ]
  /// Variables by which one knows that this is CI.
  private static let jobVariables = [
    "CI", "GITHUB_ACTIONS", "GITLAB_CI", "BITBUCKET_BUILD_NUMBER", "JENKINS_URL", "TF_BUILD",
    "BUILDKITE",
  ]
  /// What a change is for where nothing names it.
  static let usual = [
    "refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master",
    "refs/heads/main", "refs/heads/master",
  ]
  private static let remotePrefix = "refs/remotes/"
  private static let branchPrefix = "refs/heads/"

  /// Reads the environment.
  init(in environment: ProcessEnvironment) {
    let given = { (names: [String]) in
      names.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    }
    commit = Self.commitVariables.lazy.compactMap { environment[$0] }.first(where: Self.isCommit)
    branch = given(Self.branchVariables).map { Self.name(of: $0) }
  }

  private static func isCommit(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
  }

  private static func name(of branch: String) -> String {
    branch.hasPrefix(branchPrefix) ? String(branch.dropFirst(branchPrefix.count)) : branch
  }

  /// Whether this is CI, which names a base where there is one.
  static func isCI(_ environment: ProcessEnvironment) -> Bool {
    jobVariables.contains { name in
      let value = environment[name] ?? ""
      return !value.isEmpty && value.lowercased() != "false"
    }
  }

  /// The branch as the remote `origin` has it.
  var remoteReference: String? { branch.map { "\(Self.remotePrefix)origin/\($0)" } }

  /// What a user may call the branch.
  func isCalled(_ name: String) -> Bool {
    guard let branch, let remoteReference else { return false }
    return [branch, "origin/\(branch)", "remotes/origin/\(branch)", remoteReference].contains(name)
  }

  /// Everything that names the base, the surest first; empty at a desk.
  var revisions: [String] {
    [commit, remoteReference, branch.map { Self.branchPrefix + $0 }].compactMap { $0 }
  }

  /// A reference as people write it: `origin/main`.
  static func shown(_ base: String) -> String {
    for prefix in [remotePrefix, branchPrefix, "refs/tags/"] where base.hasPrefix(prefix) {
      return String(base.dropFirst(prefix.count))
    }
    return isCommit(base) ? String(base.prefix(12)) : base
  }

  /// Whether a reference is that of a branch, here or on a remote.
  static func isBranch(_ reference: String) -> Bool {
    reference.hasPrefix(branchPrefix) || reference.hasPrefix(remotePrefix)
  }
}
