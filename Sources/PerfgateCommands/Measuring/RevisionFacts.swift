import PerfgateConfiguration
import PerfgateModel
import PerfgateStore
import PerfgateSystem

/// What git says about a run: its revision, and what the change under test does to its own gate.
struct RevisionFacts {
  /// The measured revision; `nil` outside of a repository.
  let head: RevisionRecord?
  /// What of rules and baselines was changed; `nil` at a desk where that cannot be found out.
  let ruleChanges: RuleChanges?
  /// What trailers of commits accept, where the configuration allows them.
  let acceptances: [Acceptance]

  /// Asks git.
  ///
  /// - Parameters:
  ///   - repository: Around the project.
  ///   - project: Its files.
  ///   - baselines: Read where trailers are allowed.
  ///   - isCI: Whether CI is set, where what cannot be found out is worth a word.
  ///   - base: What is measured beside the work tree; `nil` where nothing is.
  /// - Throws: `GateError` with exit 65 where a baseline cannot be read.
  init(
    of repository: GitRepository,
    in project: Project,
    baselines: ProjectBaselines,
    isCI: Bool,
    base: ComparedBase? = nil
  ) throws(GateError) {
    head = repository.head()
    let unknown = isCI && project.path != nil ? RuleChanges(base: nil) : nil
    guard head != nil else {
      ruleChanges = unknown
      acceptances = []
      return
    }
    let folders = project.files.map {
      Files.join($0.directory, $0.configuration.baselines.directory)
    }
    let configurations = project.files.compactMap { file in
      file.path.flatMap { $0.split(separator: "/").last }
        .map { Files.join(file.directory, String($0)) }
    }
    ruleChanges =
      repository.ruleChanges(
        configurations: configurations,
        baselineFolders: folders,
        since: base?.record.commit
      ) ?? unknown
    let allowsTrailers = project.files.contains { $0.configuration.baselines.trailers }
    if let base {
      let trailers = base.record.commit.map { commit in
        repository.acceptances(
          since: commit,
          of: project.configuration.benchmarks.map(\.key),
          suite: project.configuration.suite
        )
      }
      acceptances = base.acceptances + (allowsTrailers ? trailers ?? [] : [])
      return
    }
    acceptances =
      allowsTrailers
      ? repository.acceptances(
        of: try baselines.load().following(project.configuration.renamed),
        suite: project.configuration.suite
      ) : []
  }
}
