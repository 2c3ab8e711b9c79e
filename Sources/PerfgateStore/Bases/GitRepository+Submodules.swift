import PerfgateModel
import PerfgateSystem

/// A submodule as a tree has it.
struct Submodule {
  let name: String
  let path: String
  let url: String
  let commit: String
}

extension GitRepository {
  /// Submodules within submodules go no deeper than this.
  static let deepest = 20
  /// Begins a tree's entry that is a submodule.
  private static let linkMode = "160000 "

  /// Writes the submodules of a base's tree, from what the work tree has of them where it can be:
  /// without a network, and without a word in the user's configuration.
  ///
  /// - Parameters:
  ///   - tree: The base's tree.
  ///   - head: The work tree.
  ///   - folders: Where the repositories of submodules may be, by their names.
  ///   - depth: How many trees this one is in.
  ///   - registered: Is told the repository and the tree, before git is.
  /// - Returns: What a reader must know.
  /// - Throws: `GateError` with exit 20 where one cannot be written, 73 where there is no room for it.
  func addSubmodules(
    to tree: String,
    like head: String,
    from folders: [String],
    depth: Int = 0,
    registered: (_ gitDirectory: String, _ tree: String) throws(GateError) -> Void
  ) throws(GateError) -> [VerdictNotice] {
    guard depth < Self.deepest, Files.exists(Files.join(tree, ".gitmodules")) else { return [] }
    var notices: [VerdictNotice] = []
    for module in elsewhere(tree).submodules {
      let own = Files.join(tree, module.path)
      let theirs = Files.join(head, module.path)
      let source = repository(of: module, in: folders, besides: theirs)
      if let source {
        try registered(source, own)
        do throws(GateError) {
          _ = try elsewhere(tree, adding: ["GIT_DIR": source])
            .addWorktree(of: module.commit, at: own)
        } catch  where error.exit == .cannotWrite {
          throw error
        } catch {
          throw Self.notWritten(module, notes: error.diagnostics.flatMap(\.notes), error.exit)
        }
      } else if Self.isLeftOut(theirs) {
        notices.append(
          VerdictNotice(
            "the submodule '\(module.path)' is not initialised, and left out of the base"
          )
        )
        continue
      } else {
        try elsewhere(tree).fetch(module)
      }
      notices += try addSubmodules(
        to: own,
        like: theirs,
        from: source.map { [Files.join($0, "modules")] } ?? [],
        depth: depth + 1,
        registered: registered
      )
    }
    return notices
  }

  /// The submodules of this tree that have a name and a commit.
  var submodules: [Submodule] {
    let pattern = #"^submodule\..*\.(path|url)$"#
    let text = output(["config", "-z", "-f", ".gitmodules", "--get-regexp", pattern]) ?? ""
    var values: [String: [String: String]] = [:]
    for entry in text.split(separator: "\0") {
      let parts = entry.split(separator: "\n", maxSplits: 1)
      guard parts.count == 2, let dot = parts[0].lastIndex(of: ".") else { continue }
      let name = parts[0][..<dot].dropFirst("submodule.".count)
      values[String(name), default: [:]][String(parts[0][dot...].dropFirst())] = String(parts[1])
    }
    return values.sorted { $0.key < $1.key }.compactMap { name, value in
      guard let path = value["path"], !Self.climbs(name), !Self.climbs(path),
        let entry = output(["ls-files", "--stage", "-z", "--", ":(literal)\(path)"]),
        entry.hasPrefix(Self.linkMode)
      else { return nil }
      let commit = entry.dropFirst(Self.linkMode.count).prefix { $0 != " " }
      return Submodule(name: name, path: path, url: value["url"] ?? "", commit: String(commit))
    }
  }

  /// Whether a name or path would lead out of where it belongs; git takes none that does.
  private static func climbs(_ path: String) -> Bool {
    path.hasPrefix("/") || path.hasPrefix("-") || path.split(separator: "/").contains("..")
  }

  /// A repository that has the commit, where the work tree has one.
  func repository(
    of module: Submodule,
    in folders: [String],
    besides theirs: String
  ) -> String? {
    let own = Files.join(theirs, ".git")
    let candidates = folders.map { Files.join($0, module.name) } + [own]
    return candidates.first { path in
      (try? Files.kind(at: path)) == .directory
        && elsewhere(Files.parent(of: path) ?? "/", adding: ["GIT_DIR": path])
          .output(["cat-file", "-e", "\(module.commit)^{commit}"]) != nil
    }
  }

  /// Whether the work tree has the place of a submodule, and nothing in it.
  static func isLeftOut(_ path: String) -> Bool {
    (try? Files.names(inDirectory: path))?.isEmpty == true
  }

  /// Clones a submodule that is nowhere here; what configures it is said for this once.
  private func fetch(_ module: Submodule) throws(GateError) {
    let key = "submodule.\(module.name)"
    let outcome = elsewhere(directory, adding: ["GIT_TERMINAL_PROMPT": "0"]).attempt(
      Self.quietly + [
        "-c", "\(key).url=\(resolved(module.url))", "-c", "\(key).active=true",
        "submodule", "--quiet", "update", "--checkout", "--", module.path,
      ],
      timeoutNanoseconds: Self.checkoutTimeoutNanoseconds
    )
    guard outcome?.termination.isSuccess == true else {
      let isInterrupted = outcome?.termination == .interrupted
      throw Self.notWritten(
        module,
        notes: lastErrors(of: outcome),
        isInterrupted ? .interrupted : .nothingToCompare
      )
    }
  }

  /// An address as `git submodule init` would understand it: `../other` is relative to the remote.
  private func resolved(_ url: String) -> String {
    guard url.hasPrefix("./") || url.hasPrefix("../") else { return url }
    var base = line(["config", "remote.origin.url"]) ?? directory
    var rest = url[...]
    while base.hasSuffix("/") { base.removeLast() }
    while true {
      if rest.hasPrefix("./") {
        rest = rest.dropFirst(2)
      } else if rest.hasPrefix("../") {
        rest = rest.dropFirst(3)
        guard let end = base.lastIndex(where: { $0 == "/" || $0 == ":" }) else { break }
        base = String(base[..<end])
      } else {
        break
      }
    }
    return "\(base)/\(rest)"
  }

  private static func notWritten(
    _ module: Submodule,
    notes: [String],
    _ exit: GateExit
  ) -> GateError {
    guard exit != .interrupted else { return interruption }
    return GateError(
      .nothingToCompare,
      "the submodule '\(module.path)' of the base is not here at \(module.commit.prefix(12))",
      notes: notes,
      hints: [
        "git submodule update --init --recursive",
        ShellQuoting.command(["git", "-C", module.path, "fetch", "origin", module.commit]),
      ]
    )
  }
}
