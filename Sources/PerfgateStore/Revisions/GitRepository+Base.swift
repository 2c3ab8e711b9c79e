package import PerfgateModel
import PerfgateSystem

extension GitRepository {
  /// The word that means: what CI names, else what the history of the work tree left.
  package static let automaticBase = "auto"

  /// Finds the commit that the work tree is compared with.
  ///
  /// A branch means its merge base with what is checked out, everything else the commit itself.
  ///
  /// - Parameters:
  ///   - reference: What the user names, or `auto`.
  ///   - place: Where the repository is.
  /// - Returns: The commit.
  /// - Throws: `GateError` with exit 66 for what does not exist, 20 where there is nothing to compare
  ///   with.
  package func base(
    _ reference: String,
    in place: RepositoryPlace
  ) throws(GateError) -> BaseRevision {
    let named = NamedBase(in: environment)
    var base =
      if reference == Self.automaticBase {
        try automaticBase(named, in: place)
      } else {
        try givenBase(reference, named, in: place)
      }
    if base.commit == place.head.commit, !place.head.isDirty {
      base.notices.append(
        VerdictNotice(
          "\(base.description) is what is checked out: the same code is measured on both sides",
          advice: "name an earlier commit, such as --against HEAD~1"
        )
      )
    }
    return base
  }

  private func automaticBase(
    _ named: NamedBase,
    in place: RepositoryPlace
  ) throws(GateError) -> BaseRevision {
    if let commit = named.commit, isFound(commit) || fetchCommit(commit) {
      let name = named.remoteReference.map(NamedBase.shown) ?? NamedBase.shown(commit)
      return BaseRevision(
        commit: line(["rev-parse", "--verify", "\(commit)^{commit}"]) ?? commit,
        name: name,
        isMergeBase: true
      )
    }
    if named.branch != nil { return try namedBase(named, in: place) }
    guard !NamedBase.isCI(environment) else {
      throw GateError(
        .nothingToCompare,
        "CI names no base: this job is not for a pull or merge request",
        hints: ["name one: --against HEAD~1", "or run this step for pull and merge requests only"]
      )
    }
    let known = output(["for-each-ref", "--format=%(refname)"] + NamedBase.usual) ?? ""
    let existing = Set(known.split(separator: "\n").map(String.init))
    guard let base = NamedBase.usual.first(where: existing.contains) else {
      throw GateError(
        .nothingToCompare,
        "there is no branch origin/main, origin/master, main or master to compare with",
        hints: ["name the base: --against REF"]
      )
    }
    return try mergeBase(with: base, named: shownName(of: base), in: place)
  }

  /// What a branch is called where a name such as `origin/HEAD` only leads to it.
  private func shownName(of reference: String) -> String {
    NamedBase.shown(line(["symbolic-ref", "--quiet", reference]) ?? reference)
  }

  private func givenBase(
    _ reference: String,
    _ named: NamedBase,
    in place: RepositoryPlace
  ) throws(GateError) -> BaseRevision {
    guard !reference.isEmpty else {
      throw GateError(
        .usage,
        "--against needs a revision",
        hints: ["--against origin/main", "--against HEAD~1", "--against auto"]
      )
    }
    guard isFound(reference), let commit = commit(of: reference) else {
      if named.isCalled(reference) { return try namedBase(named, in: place) }
      throw notFound(reference, in: place)
    }
    // What this names is a reference; an expression such as main~1 has no such name.
    let full = line([
      "rev-parse", "--verify", "--quiet", "--symbolic-full-name", "--end-of-options", reference,
    ])
    let isCheckedOut = reference == "HEAD" || reference == "@"
    if let full, !isCheckedOut, NamedBase.isBranch(full) {
      return try mergeBase(
        with: full,
        named: NamedBase.shown(reference),
        in: place,
        fetching: named.isCalled(reference) ? named : nil
      )
    }
    let isCommit = reference.utf8.count >= 4 && commit.hasPrefix(reference.lowercased())
    return BaseRevision(
      commit: commit,
      name: isCommit ? NamedBase.shown(commit) : NamedBase.shown(reference),
      isMergeBase: false
    )
  }

  /// The branch that CI names, fetched where it is not here.
  private func namedBase(
    _ named: NamedBase,
    in place: RepositoryPlace
  ) throws(GateError) -> BaseRevision {
    let branch = named.branch ?? ""
    let remote = named.remoteReference ?? ""
    if !isFound(remote) {
      let local = "refs/heads/\(branch)"
      if isFound(local), !place.isShallow {
        return try mergeBase(with: local, named: branch, in: place)
      }
      try fetchBranch(branch, isShallow: place.isShallow)
    }
    return try mergeBase(with: remote, named: NamedBase.shown(remote), in: place, fetching: named)
  }

  /// Where the history of what is checked out left a branch.
  ///
  /// - Parameters:
  ///   - reference: The branch's whole name.
  ///   - name: What it is called.
  ///   - place: Where the repository is.
  ///   - named: What CI names, where history may be fetched.
  /// - Returns: The merge base.
  /// - Throws: `GateError` with exit 20 where there is none, or it cannot be seen.
  private func mergeBase(
    with reference: String,
    named name: String,
    in place: RepositoryPlace,
    fetching named: NamedBase? = nil
  ) throws(GateError) -> BaseRevision {
    var commit = line(["merge-base", reference, place.head.commit])
    if commit == nil, place.isShallow, let branch = named?.branch {
      commit = try deepen(branch, reference: reference, head: place.head.commit)
    }
    if let commit { return BaseRevision(commit: commit, name: name, isMergeBase: true) }
    guard !isShallow else { throw Self.tooShallow("where this work tree left \(name)") }
    throw GateError(
      .nothingToCompare,
      "the work tree and \(name) have no commit in common",
      hints: ["name a commit to compare with itself: --against \(ShellQuoting.quoted(name))~0"]
    )
  }

  /// Whether git knows a revision.
  func isFound(_ reference: String) -> Bool { commit(of: reference) != nil }

  private func commit(of reference: String) -> String? {
    // No name begins with a dash, but an option would.
    guard !reference.hasPrefix("-") else { return nil }
    // All behind :/ is a text to look for, so that it is resolved first.
    let isSearch = reference.hasPrefix(":/")
    let found = isSearch ? object(reference) : reference
    return found.flatMap { object("\($0)^{commit}") }
  }

  private func object(_ reference: String) -> String? {
    line(["rev-parse", "--verify", "--quiet", "--end-of-options", reference])
  }

  static func tooShallow(_ what: String) -> GateError {
    GateError(
      .nothingToCompare,
      "this clone is shallow and does not show \(what)",
      hints: [
        "git fetch --unshallow",
        "in CI, clone with history: fetch-depth: 0 (GitHub), GIT_DEPTH: 0 (GitLab)",
      ]
    )
  }

  private func notFound(_ reference: String, in place: RepositoryPlace) -> GateError {
    let stem = String(reference.prefix { $0 != "~" && $0 != "^" })
    if stem != reference, stem.isEmpty || isFound(stem) {
      if place.isShallow { return Self.tooShallow(reference) }
      let begin = stem.isEmpty ? "HEAD" : stem
      let count = line(["rev-list", "--count", begin]) ?? "fewer"
      return GateError(
        .nothingToCompare,
        "there is no commit \(reference): "
          + (count == "1"
            ? "\(begin) is the first one" : "the history of \(begin) has \(count) commits"),
        hints: [
          count == "1"
            ? "commit the change on top of what it shall be compared with"
            : "name one of: git log --oneline"
        ]
      )
    }
    if let range = reference.firstRange(of: "..") {
      let begin = String(reference[..<range.lowerBound])
      let name = begin.isEmpty ? "HEAD" : begin
      return GateError(
        .missingInput,
        "'\(reference)' is no commit, branch or tag but a range",
        hints: ["name what the work tree is compared with: --against \(ShellQuoting.quoted(name))"]
      )
    }
    let isCommit = reference.utf8.count >= 7 && reference.allSatisfy(\.isHexDigit)
    if place.isShallow, isCommit { return Self.tooShallow("the commit \(reference)") }
    let known = output([
      "for-each-ref", "--format=%(refname)", "refs/heads", "refs/remotes", "refs/tags",
    ])
    let names = (known ?? "").split(separator: "\n").map { NamedBase.shown(String($0)) }
    // Who writes main may mean origin/main.
    let remote = names.filter { $0.hasSuffix("/\(reference)") }
    let near = remote + NearMiss.suggestions(for: reference, among: names)
    var seen: Set<String> = []
    let hints = near.filter { seen.insert($0).inserted }.prefix(3).map { "did you mean '\($0)'?" }
    return GateError(
      .missingInput,
      "there is no commit, branch or tag '\(reference)' in this repository",
      hints: hints.isEmpty ? ["git fetch, or name one of: git branch --all; git tag"] : hints
    )
  }
}
