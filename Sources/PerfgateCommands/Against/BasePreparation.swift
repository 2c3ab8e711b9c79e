import PerfgateConfiguration
import PerfgateHost
package import PerfgateMeasurement
package import PerfgateModel
import PerfgateReport
package import PerfgateStore
import PerfgateSystem

/// Prepares a comparison with another revision: finds it, writes its tree and builds both.
package struct BasePreparation {
  /// The file below the folder of reports that holds what the build of the work tree wrote.
  package static let headLog = "build-head.log"
  /// The file below the folder of reports that holds what the build of the base wrote.
  package static let baseLog = "build-base.log"

  /// What is measured, the configuration that governs the run first.
  package var suites: [ComparedSuite]
  /// Runner, clock and environment.
  package var context: MeasurementContext
  /// The profile that configurations are read with.
  package var profile: String?
  /// The folder of reports, where logs of builds go; `nil` for none.
  package var reports: String?
  /// Whether the work tree is built; the base always is.
  package var buildsHead = true
  /// Is shown the commit and what it is called before anything is written or built.
  package var check: (BaseRevision) throws(GateError) -> Void = { _ in }
  /// Is told what begins, a line.
  package var announce: (String) -> Void

  /// Creates a preparation.
  package init(
    of suites: [ComparedSuite],
    context: MeasurementContext,
    announce: @escaping (String) -> Void = { _ in }
  ) {
    precondition(!suites.isEmpty, "a configuration governs every run")
    self.suites = suites
    self.context = context
    self.announce = announce
    // What a hook of git was told about its own tree would be wrong in the other one.
    self.context.environment = context.environment.withoutGitRepository
  }

  /// Prepares the base.
  ///
  /// - Parameter reference: A branch, which means its merge base; another revision; or `auto`.
  /// - Returns: The base, built, and whatever was found out about it.
  /// - Throws: `GateError` with exit 66 where the reference or git is missing, 20 where there is
  ///   nothing to compare with or the base does not build, 30 where the work tree does not, 73 where
  ///   the tree or a log cannot be written, 130 after an interruption.
  package func prepare(_ reference: String) throws(GateError) -> PreparedBase {
    let repository = GitRepository(
      runner: context.runner,
      directory: suites[0].directory,
      environment: context.environment
    )
    let place = try repository.place()
    let folders = try suiteFolders(below: place.root)
    let revision = try repository.base(reference, in: place)
    try check(revision)
    announce("comparing with \(TerminalText.safe(revision.description))")
    let tree = try baseTree(of: revision, in: place, through: repository, folders: folders)
    let directories = folders.map { $0.isEmpty ? tree.path : Files.join(tree.path, $0) }
    let shared = SharedProgram(
      trees: [Files.canonical(place.root), Files.canonical(tree.path)],
      begin: WallClock.unixNanoseconds(),
      searchPath: context.environment["PATH"] ?? ""
    )
    let stages = try build(revision, tree, in: directories, sharing: shared)
    let benchmarks = BaseBenchmarks(of: suites, in: directories, profile: profile)
    let heads = suites.map { Files.canonical($0.directory) }
    return PreparedBase(
      revision: revision,
      head: place.head,
      headRoot: place.root,
      directory: directories[0],
      suiteDirectories: byName(directories),
      headDirectory: heads[0],
      headSuiteDirectories: byName(heads),
      pathLengthDifference: tree.path.utf8.count - place.root.utf8.count,
      benchmarks: benchmarks,
      stages: stages,
      notices: revision.notices + tree.notices + benchmarks.notices,
      tree: tree
    )
  }

  /// The folders of the suites, relative to the top of the work tree.
  private func suiteFolders(below root: String) throws(GateError) -> [String] {
    var folders: [String] = []
    for suite in suites {
      let directory = Files.canonical(suite.directory)
      let prefix = root == "/" ? root : root + "/"
      guard directory == root || directory.hasPrefix(prefix) else {
        throw GateError(
          .usage,
          "\(suite.file ?? directory) is outside of the repository \(root), so --against cannot "
            + "find it in the base",
          hints: ["put it into the repository, or measure it in a run of its own"]
        )
      }
      folders.append(String(directory.dropFirst(prefix.count)))
    }
    return folders
  }

  private func byName(_ directories: [String]) -> [String: String] {
    let named = zip(suites, directories).compactMap { suite, directory in
      suite.name.map { ($0, directory) }
    }
    return Dictionary(named) { first, _ in first }
  }

  private func baseTree(
    of revision: BaseRevision,
    in place: RepositoryPlace,
    through repository: GitRepository,
    folders: [String]
  ) throws(GateError) -> BaseTree {
    let steps = zip(suites, folders).compactMap { suite, folder in
      suite.isBuilt ? suite.configuration.build.map { (folder: folder, command: $0.command) } : nil
    }
    let cache = BaseTreeCache(
      environment: context.environment,
      isInterrupted: context.isInterrupted
    )
    let tree = try cache.tree(
      of: revision.commit,
      in: place,
      through: repository,
      fingerprint: BuildFingerprint.text(of: steps, in: context.environment),
      waiting: { announce("waiting for another perfgate that builds the same base") }
    )
    if let refusal = tree.refusal {
      announce("what was built of the base before is not used: \(TerminalText.safe(refusal))")
    }
    return tree
  }

  /// Builds the work tree, then the base: what is wrong with the change is worth knowing first.
  private func build(
    _ revision: BaseRevision,
    _ tree: BaseTree,
    in directories: [String],
    sharing shared: SharedProgram
  ) throws(GateError) -> [StageTiming] {
    var stages: [StageTiming] = []
    if buildsHead {
      let build = TreeBuild(log: log(Self.headLog), context: context, announce: announce)
      stages += try run(build, in: suites.map(\.directory))
    }
    let baseLog = log(Self.baseLog)
    if tree.isBuilt {
      if let baseLog {
        let line = "\(revision.description) was built before, and is used again\n"
        try DocumentStore.publish(Array(line.utf8), at: baseLog)
      }
    } else {
      let build = TreeBuild(of: revision, log: baseLog, context: context, announce: announce)
      do throws(GateError) {
        stages += try run(build, in: directories)
      } catch {
        // Otherwise it stays until the next run, for whoever wants to see why it does not build.
        let said = error.diagnostics.flatMap(\.notes).joined(separator: "\n")
        if Files.isFull(at: tree.path, saying: said) { tree.discard() }
        throw explained(error, in: directories)
      }
    }
    do throws(GateError) {
      for (suite, directory) in zip(suites, directories) {
        try shared.check(suite, against: directory)
      }
    } catch {
      // Kept, the base would be compared the next time, when no build writes anything.
      tree.discard()
      throw error
    }
    if !tree.isBuilt { try tree.markBuilt() }
    return stages
  }

  /// A base that the work tree's build does not build may have had another one.
  private func explained(_ error: GateError, in directories: [String]) -> GateError {
    guard error.exit == .nothingToCompare, !error.diagnostics.isEmpty else { return error }
    var error = error
    for (suite, directory) in zip(suites, directories) where suite.isBuilt {
      guard let name = suite.fileName,
        let bytes = try? Files.readBytes(at: Files.join(directory, name), atMostBytes: 1 << 20),
        let own = try? ProjectConfiguration.read(
          text: String(decoding: bytes, as: UTF8.self),
          path: name,
          profile: profile
        ).configuration.build, own.command != suite.configuration.build?.command
      else { continue }
      error.diagnostics[0].hints.append(
        "the change builds in another way than the base, by its own \(suite.file ?? name): "
          + "'\(own.command.description)'; a command that works in both would do"
      )
    }
    return error
  }

  private func run(
    _ build: TreeBuild,
    in directories: [String]
  ) throws(GateError) -> [StageTiming] {
    let tasks = zip(suites, directories).compactMap { suite, directory -> TreeBuild.Task? in
      // A suite that the base does not have yet has no folder there.
      guard suite.isBuilt, let step = suite.configuration.build, Files.exists(directory) else {
        return nil
      }
      return TreeBuild.Task(suite: suite.name, step: step, directory: directory)
    }
    let stages = try build.run(tasks)
    guard !context.isInterrupted() else { throw GitRepository.interruption }
    return stages
  }

  private func log(_ name: String) -> String? {
    guard let reports, suites.contains(where: { $0.isBuilt && $0.configuration.build != nil })
    else { return nil }
    let folder = Files.join((try? Files.currentDirectory()) ?? "", reports)
    return Files.join(folder, name)
  }
}
