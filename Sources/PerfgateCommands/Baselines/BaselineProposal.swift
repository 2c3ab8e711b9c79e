import PerfgateModel
import PerfgateStore
import PerfgateSystem

/// The folder into which a run writes the baselines that it would record.
struct BaselineProposal {
  private static let markFile = "_proposal.json"
  private static let schema = "perfgate.proposal/1"

  /// The folder as a user would type it.
  let path: String

  /// Makes room for a proposal: what an earlier one left goes.
  ///
  /// - Parameters:
  ///   - folder: Where reports go.
  ///   - baselines: The committed ones, which must not be there.
  /// - Throws: `GateError` with exit 64 where they are, 73 where something else is.
  init(in folder: String, beside baselines: ProjectBaselines) throws(GateError) {
    path = Files.join(folder, "baselines")
    if baselines.canonicalDirectories.contains(Files.canonical(path)) {
      throw GateError(
        .usage,
        "the proposed baselines would go where the committed ones are, \(path)",
        hints: ["choose another folder with --out"]
      )
    }
    let names = (try? Files.names(inDirectory: path)) ?? []
    guard names.isEmpty || names.contains(Self.markFile) else {
      throw GateError(
        .cannotWrite,
        "\(path) holds what no proposal left",
        hints: ["choose another folder with --out"]
      )
    }
    do throws(FileError) {
      try Files.remove(path)
    } catch {
      throw GateError(.cannotWrite, error.description)
    }
    let mark = JSONValue.object(["schema": .string(Self.schema)])
    try DocumentStore.publish(JSONWriter.bytes(mark), at: Files.join(path, Self.markFile))
  }

  /// Finds a proposal.
  ///
  /// - Parameter path: Its folder, or the one that reports went to.
  /// - Throws: `GateError` with exit 66 where there is none, 65 where it is something else.
  init(at path: String) throws(GateError) {
    let candidates = [path, Files.join(path, "baselines")]
    guard let found = candidates.first(where: { Files.exists(Files.join($0, Self.markFile)) })
    else {
      throw GateError(
        .missingInput,
        "there are no proposed baselines in \(path)",
        hints: ["perfgate run --propose writes them into perfgate-out/baselines"]
      )
    }
    self.path = found
    let file = Files.join(found, Self.markFile)
    let mark = try DocumentFile(
      try DocumentStore.bytes(at: file),
      path: file,
      advice: [BaselineFolder.proposalAdvice]
    )
    try mark.document(Self.schema) { _ in }
  }
}
