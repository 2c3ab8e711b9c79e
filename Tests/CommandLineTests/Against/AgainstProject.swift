import PerfgateCommands
import PerfgateConfiguration
import PerfgateHost
import PerfgateMeasurement
import PerfgateModel
import PerfgateSystem
import PerfgateTestSupport

/// A project in a repository, prepared for a comparison as a command does it.
struct AgainstProject {
  let repository: TestRepository

  /// Makes a repository whose first commit holds a configuration and a program `work`.
  init(_ configuration: String) throws {
    repository = try TestRepository()
    try repository.write(configuration, to: "perfgate.yaml")
    try repository.write("echo first\n", to: "work")
    try repository.commit("first")
  }

  /// The folder of reports.
  var reports: String { repository.directory.path("reports") }

  /// What a build of either side wrote.
  func log(_ name: String) throws -> String { try repository.directory.text(of: "reports/\(name)") }

  /// Reads a configuration of the work tree.
  func suite(_ name: String? = nil, in folder: String = "") throws -> ComparedSuite {
    let file = folder.isEmpty ? "perfgate.yaml" : "\(folder)/perfgate.yaml"
    var configuration = try ProjectConfiguration.read(
      text: repository.directory.text(of: "project/\(file)"),
      path: file
    ).configuration
    for index in configuration.benchmarks.indices {
      configuration.benchmarks[index].key.suite = name
    }
    return ComparedSuite(
      name: name,
      file: file,
      directory: Files.join(repository.root, folder),
      configuration: configuration
    )
  }

  /// Prepares a comparison.
  func prepare(
    _ reference: String = "HEAD~1",
    suites: [ComparedSuite]? = nil,
    buildsHead: Bool = true,
    isInterrupted: Bool = false,
    environment: [String: String] = [:],
    announce: @escaping (String) -> Void = { _ in }
  ) throws -> PreparedBase {
    let context = MeasurementContext(
      runner: repository.runner,
      now: { MonotonicClock.nowNanoseconds() },
      isInterrupted: { isInterrupted },
      environment: repository.environment.adding(environment),
      directory: repository.root,
      seed: 1
    )
    var preparation = BasePreparation(
      of: try suites ?? [suite()],
      context: context,
      announce: announce
    )
    preparation.reports = reports
    preparation.buildsHead = buildsHead
    return try preparation.prepare(reference)
  }

  /// The error with which preparing ends.
  func failure(_ reference: String = "HEAD~1", isInterrupted: Bool = false) throws -> GateError? {
    do {
      _ = try prepare(reference, isInterrupted: isInterrupted)
      return nil
    } catch let error as GateError {
      return error
    }
  }
}
