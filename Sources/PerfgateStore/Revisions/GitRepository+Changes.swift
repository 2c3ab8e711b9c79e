import PerfgateConfiguration
package import PerfgateModel
import PerfgateSystem

extension GitRepository {
  /// What of rules and baselines differs from where the change under test begins.
  ///
  /// - Parameters:
  ///   - configurations: The configuration files, absolute.
  ///   - baselineFolders: The folders of baselines, absolute.
  ///   - base: The commit that the change begins at; `nil` for what CI or custom says.
  /// - Returns: The differences, uncommitted ones included; `nil` where they cannot be found out.
  package func ruleChanges(
    configurations: [String],
    baselineFolders: [String],
    since base: String? = nil
  ) -> RuleChanges? {
    let paths = configurations + baselineFolders
    let found = base.flatMap { base in
      self.names(since: base, in: paths).map { (base: NamedBase.shown(base), names: $0) }
    }
    guard let (base, text) = found ?? differences(of: paths) else { return nil }
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
    let named = NamedBase(in: environment).revisions
    for base in named.isEmpty ? Array(NamedBase.usual.prefix(1)) : named {
      if let names = names(since: base, in: paths) { return (NamedBase.shown(base), names) }
    }
    guard named.isEmpty,
      let known = output(["for-each-ref", "--format=%(refname)"] + NamedBase.usual)
    else { return nil }
    let existing = Set(known.split(separator: "\n").map(String.init))
    guard let base = NamedBase.usual.dropFirst().first(where: existing.contains),
      let names = names(since: base, in: paths)
    else { return nil }
    return (NamedBase.shown(base), names)
  }

  /// From the merge base to the work tree.
  private func names(since base: String, in paths: [String]) -> String? {
    output(
      ["diff", "--merge-base", "--name-only", "--no-renames", "--no-ext-diff", "-z", base, "--"]
        + paths
    )
  }

  private static func lastComponent(of path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
  }
}
