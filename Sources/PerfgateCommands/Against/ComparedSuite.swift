package import PerfgateConfiguration
import PerfgateModel

/// A configuration whose benchmarks are measured in two trees.
package struct ComparedSuite: Sendable {
  /// The suite, in a run of several; `nil` in a run of one.
  package var name: String?
  /// The configuration's file as the user would type it; `nil` for one command without a file.
  package var file: String?
  /// The folder that its commands run in, absolute.
  package var directory: String
  /// What it says.
  package var configuration: ProjectConfiguration
  /// Whether its build is run.
  package var isBuilt: Bool

  /// Creates a suite.
  package init(
    name: String? = nil,
    file: String?,
    directory: String,
    configuration: ProjectConfiguration,
    isBuilt: Bool = true
  ) {
    self.name = name
    self.file = file
    self.directory = directory
    self.configuration = configuration
    self.isBuilt = isBuilt
  }

  /// The name of the configuration's file in its folder.
  var fileName: String? { file.flatMap { $0.split(separator: "/").last }.map(String.init) }
}

extension Project {
  /// What is measured in two trees, the configuration that governs the run first.
  ///
  /// - Parameter keys: What will be measured: of other suites nothing is built.
  /// - Returns: One per configuration.
  func comparedSuites(for keys: [BenchmarkKey]) -> [ComparedSuite] {
    let measured = Set(keys.map(\.suite))
    return files.enumerated().map { index, file in
      let name = hasSuites ? file.configuration.suite : nil
      return ComparedSuite(
        name: name,
        file: file.path,
        directory: file.directory,
        configuration: file.configuration,
        isBuilt: index == 0 || measured.contains(name)
      )
    }
  }
}
