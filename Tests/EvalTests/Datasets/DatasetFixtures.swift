import Foundation
import PerfgateConfiguration
import PerfgateModel
import PerfgateSystem
import Testing

@testable import PerfgateEval

/// A folder with datasets for one test.
final class DatasetFolder: Sendable {
  let path: String

  init() throws {
    path = try Files.createTemporaryDirectory(in: NSTemporaryDirectory(), prefix: "datasets-")
  }

  deinit { try? Files.remove(path) }

  /// Writes a file.
  func write(_ text: String, to name: String) throws {
    try write(Array(text.utf8), to: name)
  }

  /// Writes a file.
  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(fileURLWithPath: "\(path)/\(name)"))
  }

  /// The plan of a file.
  static func plan(
    _ name: String,
    _ fields: FieldMap = FieldMap(),
    subset: SubsetPlan? = nil
  ) -> DatasetPlan {
    var plan = DatasetPlan(
      source: .file(name),
      fields: fields,
      location: SourcePlace(file: "perfgate.yaml", line: 3, column: 5)
    )
    plan.subset = subset
    return plan
  }

  /// Opens a dataset of this folder.
  func open(
    _ name: String,
    _ fields: FieldMap = FieldMap(),
    subset: SubsetPlan? = nil,
    limit: Int? = nil
  ) async throws -> Dataset {
    try await Dataset.open(Self.plan(name, fields, subset: subset), folder: path, limit: limit)
  }

  /// Why a dataset of this folder cannot be opened, without the name of the folder.
  func failure(
    _ name: String,
    _ fields: FieldMap = FieldMap(),
    subset: SubsetPlan? = nil
  ) async -> (exit: GateExit, messages: [String])? {
    do {
      _ = try await open(name, fields, subset: subset)
      return nil
    } catch {
      guard let error = error as? GateError else { return nil }
      return (
        error.exit,
        error.diagnostics.map {
          String($0.text.split(separator: "\n")[0]).replacing("\(path)/", with: "")
        }
      )
    }
  }
}

/// What a test sees of a dataset's rows.
struct ReadRows {
  var cases: [EvalCase] = []
  var malformed: [String] = []

  /// Reads all rows.
  init(_ dataset: Dataset) async throws {
    var rows: [DatasetRow] = []
    try await dataset.read { rows.append($0) }
    for row in rows {
      switch row {
      case .evalCase(let evalCase): cases.append(evalCase)
      case .malformed(let row):
        let place = "\(row.place.line ?? 0):\(row.place.column ?? 0)"
        malformed.append("\(row.label) \(place) \(row.message)")
      }
    }
  }

  /// The ids of the cases.
  var ids: [String] { cases.map(\.id) }
}

/// Where a fixture of this target is.
func datasetFixture(_ name: String) -> String {
  Bundle.module.resourceURL?.appendingPathComponent("Fixtures/\(name)").path ?? name
}
