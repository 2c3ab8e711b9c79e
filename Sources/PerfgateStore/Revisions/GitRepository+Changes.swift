import PerfgateConfiguration
package import PerfgateModel
import PerfgateSystem

extension GitRepository {
  /// Variables in which CI names the branch that a change is for.
  private static let branchVariables = [
    "GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME", "BITBUCKET_PR_DESTINATION_BRANCH",
    "CHANGE_TARGET", "SYSTEM_PULLREQUEST_TARGETBRANCH", "BUILDKITE_PULL_REQUEST_BASE_BRANCH",
  ]
  /// What a change is for where nothing names it.
  private static let usualBases = [
    "refs/remotes/origin/HEAD", "refs/remotes/origin/main", "refs/remotes/origin/master",
    "refs/heads/main", "refs/heads/master",
  ]

  /// What of rules and baselines differs from where the change under test begins.
  ///
  /// - Parameters:
  ///   - configurations: The configuration files, absolute.
  ///   - baselineFolders: The folders of baselines, absolute.
  /// - Returns: The differences, uncommitted ones included; `nil` where they cannot be found out.
  package func ruleChanges(
    configurations: [String],
    baselineFolders: [String]
  ) -> RuleChanges? {
    let paths = configurations + baselineFolders
    guard let (base, text) = differences(of: paths) else { return nil }
    let names = Set(configurations.map(Self.lastComponent))
    var changes = RuleChanges(base: base)
    for name in text.split(separator: "\0").map(String.init) {
      let last = Self.lastComponent(of: name)
      if names.contains(last) || last == AcceptedList.fileName {
        changes.files.append(name)
      } else if last.hasSuffix(".json"), last != BaselineStore.classFile {
        changes.baselines += 1
      }
    }
    return changes
  }

  /// The names that differ, and from what; usually one process.
  private func differences(of paths: [String]) -> (base: String, names: String)? {
    let named = namedBases
    for base in named.isEmpty ? Array(Self.usualBases.prefix(1)) : named {
      if let names = names(since: base, in: paths) { return (Self.shown(base), names) }
    }
    guard named.isEmpty,
      let known = output(["for-each-ref", "--format=%(refname)"] + Self.usualBases)
    else { return nil }
    let existing = Set(known.split(separator: "\n").map(String.init))
    guard let base = Self.usualBases.dropFirst().first(where: existing.contains),
      let names = names(since: base, in: paths)
    else { return nil }
    return (Self.shown(base), names)
  }

  /// From the merge base to the work tree.
  private func names(since base: String, in paths: [String]) -> String? {
    output(
      ["diff", "--merge-base", "--name-only", "--no-renames", "--no-ext-diff", "-z", base, "--"]
        + paths
    )
  }

  /// What CI names as the base, the surest first; empty at a desk.
  private var namedBases: [String] {
    var bases: [String] = []
    if let commit = environment["CI_MERGE_REQUEST_DIFF_BASE_SHA"], !commit.isEmpty,
      commit.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit })
    {
      bases.append(commit)
    }
    let branch = Self.branchVariables.lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
    if let branch {
      let prefix = "refs/heads/"
      let name = branch.hasPrefix(prefix) ? String(branch.dropFirst(prefix.count)) : branch
      bases += ["refs/remotes/origin/\(name)", "refs/heads/\(name)"]
    }
    return bases
  }

  private static func shown(_ base: String) -> String {
    for prefix in ["refs/remotes/", "refs/heads/"] where base.hasPrefix(prefix) {
      return String(base.dropFirst(prefix.count))
    }
    return String(base.prefix(12))
  }

  private static func lastComponent(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
