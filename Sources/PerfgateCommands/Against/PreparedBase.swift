package import PerfgateModel
package import PerfgateStore

/// The base of a comparison: its tree is there and built, and stays as long as this is held.
package struct PreparedBase: Sendable {
  /// The commit, and what it is called.
  package let revision: BaseRevision
  /// What is compared with it.
  package let head: RevisionRecord
  /// The top of the work tree, absolute, links resolved.
  package let headRoot: String
  /// The folder of the configuration that governs the run, in the base's tree, absolute.
  package let directory: String
  /// The folders of suites in the base's tree, where there are several, by name.
  package let suiteDirectories: [String: String]
  /// The folder of the configuration that governs the run, in the work tree, links resolved.
  package let headDirectory: String
  /// The folders of suites in the work tree, links resolved, where there are several, by name.
  package let headSuiteDirectories: [String: String]
  /// How many bytes longer the path of the base's tree is than that of the work tree.
  ///
  /// It is 0 where the base's folder could be given a name of the right length. What is above 0 is to
  /// be added to the environment of the work tree's programs, what is below to that of the base's.
  package let pathLengthDifference: Int
  /// Which benchmarks the base has.
  package let benchmarks: BaseBenchmarks
  /// How long the builds took.
  package let stages: [StageTiming]
  /// What a reader of the comparison must know.
  package let notices: [VerdictNotice]
  let tree: BaseTree

  /// The top of the base's tree, absolute, links resolved.
  package var root: String { tree.path }
  /// Whether an earlier run built it.
  package var isFromCache: Bool { tree.isBuilt }
  /// The base's whole commit id.
  package var commit: String { revision.commit }
  /// What the base is called, such as `origin/main`.
  package var name: String { revision.name }
  /// Whether the commit is where the work tree's history left `name`.
  package var isMergeBase: Bool { revision.isMergeBase }
  /// What a run document says of the base.
  package var record: BaseRecord {
    BaseRecord(
      commit: commit,
      name: name,
      isMergeBase: isMergeBase,
      pathLengthDifference: pathLengthDifference
    )
  }
}
