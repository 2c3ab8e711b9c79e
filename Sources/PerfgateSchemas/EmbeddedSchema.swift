/// The schemas of perfgate's documents, as they lie in the repository's `schemas` folder.
package enum EmbeddedSchema {
  /// The XSD of the JUnit XML that perfgate writes.
  package static var junit: [UInt8] { PackageResources.junit_v1_xsd }

  /// The JSON Schemas by name, one line a file, in the order in which they are listed.
  private static let documents: [(name: String, bytes: @Sendable () -> [UInt8])] = [
    ("config-v1", { PackageResources.config_v1_json }),
    ("run-v1", { PackageResources.run_v1_json }),
    ("baseline-v1", { PackageResources.baseline_v1_json }),
    ("cases-v1", { PackageResources.cases_v1_json }),
    ("results-v1", { PackageResources.results_v1_json }),
    ("verdict-v1", { PackageResources.verdict_v1_json }),
    ("accepted-v1", { PackageResources.accepted_v1_json }),
    ("doctor-v1", { PackageResources.doctor_v1_json }),
    ("explain-v1", { PackageResources.explain_v1_json }),
    ("list-v1", { PackageResources.list_v1_json }),
    ("monitor-v1", { PackageResources.monitor_v1_json }),
    ("worker-v1", { PackageResources.worker_v1_json }),
  ]

  /// The names of the JSON Schemas.
  package static var names: [String] { documents.map(\.name) }

  /// A JSON Schema in UTF-8; `nil` for a name that is not in ``names``.
  ///
  /// - Parameter name: The file's name without its ending, `run-v1`.
  /// - Returns: The file's bytes.
  package static func json(named name: String) -> [UInt8]? {
    documents.first { $0.name == name }?.bytes()
  }
}
