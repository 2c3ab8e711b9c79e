import PerfgateTestSupport
import Testing

/// A project in a git repository of its own.
struct GitProject {
  let project: TestProject

  /// Makes a repository on a branch `main` whose first commit holds the project.
  init(_ configuration: String, recording: Bool = true) throws {
    project = try TestProject(configuration)
    try project.folder.write("perfgate-out\n.cache\n.machine-lock\n", to: ".gitignore")
    if recording {
      let recorded = try project.perfgate("--update-baseline", "-q")
      try #require(recorded.exit == 0, "\(recorded.transcript)")
    }
    try shell("git init -q -b main . && git add -A && git commit -q -m first")
  }

  /// Runs a shell script in the project that must succeed.
  @discardableResult
  func shell(_ script: String) throws -> String {
    let identity =
      "export HOME=\"$PWD\" GIT_CONFIG_NOSYSTEM=1 GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@example.org "
      + "GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@example.org; "
    let ran = try project.shell(identity + script)
    try #require(ran.exit == 0, "\(script)\n\(ran.transcript)")
    return ran.output
  }

  /// Commits everything.
  func commit(_ message: String) throws {
    try project.folder.write(message, to: ".message")
    try shell("git add -A -- . ':!.message' && git commit -q -F .message && rm .message")
  }
}
