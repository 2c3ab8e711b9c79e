package import PerfgateSystem

/// Git in a temporary folder, apart from whatever the user has configured.
package final class TestRepository: Sendable {
  /// The folder above everything.
  package let directory: TemporaryDirectory
  /// Runs programs.
  package let runner: SpawnerClient
  /// An environment with an identity, a home and a cache of its own.
  package let environment: ProcessEnvironment

  /// Makes a folder `project` with a repository on a branch `main`.
  package init() throws {
    directory = try TemporaryDirectory()
    runner = try BuiltTool.spawner()
    environment = ProcessEnvironment([
      "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": directory.path("home"),
      "PERFGATE_CACHE": directory.path("cache"), "GIT_CEILING_DIRECTORIES": "/tmp",
      "GIT_CONFIG_NOSYSTEM": "1", "GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@example.org",
      "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@example.org", "LC_ALL": "C",
    ])
    try Files.createDirectories(directory.path("home"))
    try shell("git init --quiet --initial-branch=main project", in: "")
  }

  /// The work tree.
  package var root: String { directory.path("project") }

  /// Writes a file of the work tree.
  package func write(_ text: String, to name: String) throws(FileError) {
    try directory.write(text, to: "project/\(name)")
  }

  /// Commits everything in the work tree and returns the commit's id.
  @discardableResult
  package func commit(_ message: String) throws -> String {
    try shell("git add --all && git commit --quiet --allow-empty --message '\(message)'")
    return try shell("git rev-parse HEAD")
  }

  /// Runs a shell script that must succeed, and returns what it writes, without the last line break.
  @discardableResult
  package func shell(_ script: String, in folder: String = "project") throws -> String {
    let limits = ProcessRequest.OutputLimits(headBytes: 1 << 20, tailBytes: 0)
    let outcome = try runner.run(
      ProcessRequest(
        executable: "/bin/sh",
        arguments: ["-c", script],
        environment: environment.variables,
        workingDirectory: directory.path(folder),
        outputLimits: limits
      )
    )
    guard outcome.termination.isSuccess else {
      throw ScriptFailure(
        script: script,
        errors: String(decoding: outcome.standardError.kept, as: UTF8.self)
      )
    }
    let text = String(decoding: outcome.standardOutput.kept, as: UTF8.self)
    return text.hasSuffix("\n") ? String(text.dropLast()) : text
  }
}

/// A shell script of a test that failed.
package struct ScriptFailure: Error {
  /// What was run.
  package let script: String
  /// What it wrote to standard error.
  package let errors: String
}
