import PerfgateConfiguration
package import PerfgateModel
import PerfgateSystem

// The accepted levels beside the baselines.
extension BaselineFolder {
  /// The entries of `accepted.yaml`; none where there is no such file.
  ///
  /// - Returns: The acceptances in the order of the file.
  /// - Throws: `GateError` with exit 65 and every error of the file.
  package func acceptances() throws(GateError) -> [Acceptance] {
    guard let bytes = try bytes(at: acceptedPath) else { return [] }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw GateError(
        .malformedData,
        "this file is not UTF-8 text",
        at: SourcePlace(file: acceptedPath)
      )
    }
    return try AcceptedList.read(text: text, path: acceptedPath)
  }

  /// Writes `accepted.yaml` where its entries change; without an entry the file is removed.
  ///
  /// - Parameter acceptances: What the file should hold.
  /// - Returns: Whether anything had to change.
  /// - Throws: `GateError` with exit 65 where the file that is there cannot be read, 73 where it
  ///   cannot be written.
  @discardableResult
  package func replaceAcceptances(_ acceptances: [Acceptance]) throws(GateError) -> Bool {
    let text = AcceptedList.text(acceptances)
    guard AcceptedList.text(try self.acceptances()) != text else { return false }
    if acceptances.isEmpty {
      try remove([acceptedPath])
    } else {
      try replace(acceptedPath, with: Array(text.utf8))
    }
    return true
  }

  /// Adds entries; one about the same metric is replaced.
  ///
  /// - Parameter added: What is accepted from now on.
  /// - Throws: `GateError` with exit 65 or 73.
  package func accept(_ added: [Acceptance]) throws(GateError) {
    try exclusively { () throws(GateError) in
      let identities = Set(added.map(AcceptedList.identity))
      let kept = try acceptances().filter { !identities.contains(AcceptedList.identity(of: $0)) }
      try replaceAcceptances(kept + added)
    }
  }
}
