import PerfgateTestSupport
import Testing

@Suite("A full disk for the cache of bases", .serialized)
struct FullCacheTests {
  /// The second commit changes nothing that is measured.
  private func repository(build: String) throws -> GitProject {
    let repository = try GitProject(
      """
      suite: naps
      build: \(build)
      defaults: {warmup: 0}
      benchmarks: [{id: nap, command: [sleep, "0.01"]}]
      rules:
        - {match: {metric: cpu}, limit: off}
        - {match: {metric: peak_rss}, limit: off}
        - {match: {metric: wall}, against: {limit: 400%, tolerance: 100%}}
      """,
      recording: false
    )
    try repository.shell("head -c 100000 /dev/urandom >large; echo mnt >>.gitignore; mkdir mnt")
    try repository.commit("large")
    try repository.project.folder.write("words\n", to: "README")
    try repository.commit("words")
    return repository
  }

  /// Compares with a cache of some size, then looks at what is left, then with a larger one.
  private func compare(size: String, in repository: GitProject) throws -> Invocation {
    let way = try #require(FaultTests.mounting).joined(separator: " ")
    try repository.project.folder.write(
      """
      export HOME="$PWD" GIT_CONFIG_NOSYSTEM=1 PERFGATE_CACHE="$PWD/mnt" LC_ALL=C.UTF-8
      mount -t tmpfs -o size=\(size) none mnt || exit 1
      "$PERFGATE" run --against HEAD~1; code=$?
      find mnt -mindepth 2 ! -name repository ! -name lock | grep . && exit 2
      test "$(git worktree list | wc -l)" -eq 1 || exit 3
      ls .git/worktrees 2>/dev/null | grep . && exit 4
      mount -o remount,size=8m mnt || exit 5
      test $code -eq 20 || "$PERFGATE" run --against HEAD~1 -q >/dev/null || exit 6
      exit $code
      """,
      to: "script.sh"
    )
    return try repository.project.shell("\(way) sh script.sh")
  }

  @Test(
    "one clear error, nothing half left, and the next run has its base",
    .enabled(if: FaultTests.mounting != nil, "no file system can be mounted here"),
    arguments: [
      // No room for the files, for what the build writes, for the marker behind a build that filled it.
      ("true", "64k", 73, "there is no room for the base"),
      ("true", "100k", 73, "there is no room for the base"),
      ("head -c 200000 /dev/zero >product", "160k", 20, "the base does not build"),
      ("{ head -c 200000 /dev/zero >product; } 2>/dev/null || true", "160k", 73, "cannot be kept"),
    ]
  )
  func full(build: String, size: String, exit: Int, message: String) throws {
    let repository = try repository(build: "'\(build)'")
    let run = try compare(size: size, in: repository)
    #expect(run.exit == exit, "\(run.transcript)")
    #expect(run.output == "", "\(run.transcript)")
    let errors = run.diagnostics.split(separator: "\n").filter {
      $0.hasPrefix("error: ") || $0.contains(": error: ") && !$0.hasPrefix("  note: ")
    }
    #expect(errors.count == 1, "\(run.transcript)")
    #expect(run.diagnostics.contains(message), "\(run.transcript)")
    #expect(run.diagnostics.contains("hint: PERFGATE_CACHE names another folder"))
  }

  @Test(
    "what was built before is used on a full disk, too",
    .enabled(if: FaultTests.mounting != nil, "no file system can be mounted here")
  )
  func kept() throws {
    let repository = try repository(build: "'cp large product'")
    let way = try #require(FaultTests.mounting).joined(separator: " ")
    try repository.project.folder.write(
      """
      export HOME="$PWD" GIT_CONFIG_NOSYSTEM=1 PERFGATE_CACHE="$PWD/mnt"
      mount -t tmpfs -o size=8m none mnt || exit 1
      "$PERFGATE" run --against HEAD~1 -q || exit 2
      head -c 10000000 /dev/zero >mnt/filler 2>/dev/null
      "$PERFGATE" run --against HEAD~1
      """,
      to: "script.sh"
    )
    let run = try repository.project.shell("\(way) sh script.sh")
    #expect(run.exit == 0, "\(run.transcript)")
    #expect(!run.diagnostics.contains("building the base"), "\(run.transcript)")
  }
}
