package import PerfgateModel
import PerfgateSystem

/// The committed baselines of one suite on disk: `<folder>/<class>/<suite>/<benchmark>.json`.
package struct BaselineStore: Sendable {
  /// A class of machines or platforms and what makes it one.
  package struct ClassIdentity: Sendable, Equatable {
    /// The folder's name.
    package var name: String
    /// What is stored in it.
    package var place: BaselinePlace
    /// What makes a machine belong to it; empty where that is not known.
    package var facts: [String: String]
    /// Whether the configuration says what belongs to it, so that recording keeps the file up to
    /// date; what makes a machine its own class is written once.
    package var isDeclared = false

    /// Creates an identity.
    package init(
      name: String,
      place: BaselinePlace,
      facts: [String: String],
      isDeclared: Bool = false
    ) {
      self.name = name
      self.place = place
      self.facts = facts
      self.isDeclared = isDeclared
    }
  }

  static let classFile = "_class.json"
  static let classSchema = "perfgate.class/1"

  /// The folder of all baselines.
  package let folder: BaselineFolder
  /// The suite's name.
  package let suite: String
  /// The class of this machine.
  package let machine: ClassIdentity
  /// The class of this platform.
  package let platform: ClassIdentity

  /// Creates a store; nothing is read or written yet.
  package init(
    directory: String,
    suite: String,
    machine: ClassIdentity,
    platform: ClassIdentity
  ) {
    folder = BaselineFolder(path: directory)
    self.suite = suite
    self.machine = machine
    self.platform = platform
  }

  /// The folder of all baselines, as a user would type it.
  package var directory: String { folder.path }

  /// Reads every baseline that applies to this machine.
  ///
  /// - Returns: The baselines; none at all is not an error here.
  /// - Throws: `GateError` with exit 65 and one diagnostic per unreadable file.
  package func load() throws(GateError) -> BaselineSet {
    var set = BaselineSet(directory: directory, machineClass: machine.name)
    var problems: [Diagnostic] = []
    func attempt(_ body: () throws(GateError) -> Void) {
      do throws(GateError) {
        try body()
      } catch {
        problems += error.diagnostics
      }
    }
    for place in BaselinePlace.allCases {
      let identity = identity(of: place)
      attempt { () throws(GateError) in
        let stored = try folder.baselines(ofSuite: suite, inClass: identity.name)
        set.places[place] = Dictionary(
          stored.map { ($0.document.key, $0) },
          uniquingKeysWith: { first, _ in first }
        )
      }
      attempt { () throws(GateError) in set.remarks += try remarks(on: identity) }
    }
    attempt { () throws(GateError) in
      set.acceptances = try folder.acceptances().filter { $0.suite == suite }
    }
    guard problems.isEmpty else { throw GateError(.malformedData, problems) }
    set.otherClasses = try otherMachineClasses()
    return set
  }

  /// Makes sure that baselines can be written, before minutes are spent on measuring them.
  ///
  /// - Throws: `GateError` with exit 73.
  package func checkWritable() throws(GateError) {
    var folder = directory
    while !Files.exists(folder) { folder = Files.parent(of: folder) ?? "." }
    do throws(FileError) {
      try Files.checkWritable(folder)
    } catch {
      throw GateError(.cannotWrite, error.description)
    }
  }

  /// Writes baselines; a file whose bytes would not change is left alone.
  ///
  /// - Parameters:
  ///   - documents: By place.
  ///   - cases: The outcomes of cases that stand beside baselines of evals, by eval.
  /// - Returns: The paths of the baselines that were written; a class's own file is not among them.
  /// - Throws: `GateError` with exit 73.
  package func write(
    _ documents: [(place: BaselinePlace, document: BaselineDocument)],
    cases: [BenchmarkKey: CaseTable] = [:]
  ) throws(GateError) -> [String] {
    var written: [String] = []
    // Before the baselines that name them.
    for (key, table) in cases.sorted(by: { $0.key < $1.key }) {
      let identity = identity(of: .portable)
      try writeClass(identity)
      let path = try folder.write(table, of: key, toClass: identity.name, suite: suite)
      if let path { written.append(path) }
    }
    for (place, document) in documents {
      let identity = identity(of: place)
      try writeClass(identity)
      let path = try folder.write(document, toClass: identity.name, suite: suite)
      if let path { written.append(path) }
    }
    return written
  }

  private func writeClass(_ identity: ClassIdentity) throws(GateError) {
    let path = classPath(of: identity)
    if Files.exists(path) {
      guard identity.isDeclared,
        try ClassIdentity(folder: folder, path: path)?.facts != identity.facts
      else { return }
    }
    try folder.replace(path, with: JSONWriter.bytes(identity.json))
  }

  private func identity(of place: BaselinePlace) -> ClassIdentity {
    switch place {
    case .machine: machine
    case .platform: platform
    case .portable: ClassIdentity(name: place.rawValue, place: place, facts: [:])
    }
  }

  private func classPath(of identity: ClassIdentity) -> String {
    Files.join(Files.join(directory, identity.name), Self.classFile)
  }

  private func otherMachineClasses() throws(GateError) -> [String] {
    try folder.classes(ofSuite: suite).filter { name in
      guard name != machine.name else { return false }
      let path = Files.join(Files.join(directory, name), Self.classFile)
      return (try? ClassIdentity(folder: folder, path: path))??.place == .machine
    }
  }

  /// What is to be said where a class of this name was recorded on another kind of machine.
  private func remarks(on identity: ClassIdentity) throws(GateError) -> [String] {
    guard let recorded = try ClassIdentity(folder: folder, path: classPath(of: identity)),
      !identity.facts.isEmpty, recorded.facts != identity.facts
    else { return [] }
    return [
      "the baselines of the class '\(identity.name)' were recorded on another kind of machine: "
        + identity.differences(from: recorded)
    ]
  }
}

extension BaselineFolder {
  /// Takes over what another folder says about a class, where this one says nothing.
  ///
  /// - Parameters:
  ///   - name: The class's name.
  ///   - other: The other folder.
  /// - Returns: What is to be said where both folders speak of different kinds of machines.
  /// - Throws: `GateError` with exit 65 where either cannot be read, 73 where it cannot be written.
  package func adoptClass(_ name: String, from other: BaselineFolder) throws(GateError) -> String? {
    let file = Files.join(name, BaselineStore.classFile)
    let path = Files.join(path, file)
    let proposed = try BaselineStore.ClassIdentity(
      folder: other,
      path: Files.join(other.path, file)
    )
    guard let proposed else { return nil }
    guard let own = try BaselineStore.ClassIdentity(folder: self, path: path) else {
      try replace(path, with: JSONWriter.bytes(proposed.json))
      return nil
    }
    guard own.facts != proposed.facts else { return nil }
    return
      "what was committed for the class '\(name)' was recorded on another kind of machine than "
      + "what is proposed: \(own.differences(from: proposed))"
  }
}

extension BaselineStore.ClassIdentity {
  /// How what makes up this class differs from what makes up another, fact by fact.
  fileprivate func differences(from other: BaselineStore.ClassIdentity) -> String {
    let names = Set(other.facts.keys).union(facts.keys).sorted()
    let phrases = names.compactMap { name -> String? in
      let (there, here) = (other.facts[name], facts[name])
      guard there != here else { return nil }
      return "\(name) is \(there ?? "not said") there and \(here ?? "not said") here"
    }
    return phrases.joined(separator: ", ")
  }

  fileprivate var json: JSONValue {
    .object([
      "schema": .string(BaselineStore.classSchema), "name": .string(name),
      "place": .string(place.rawValue), "facts": .texts(facts),
    ])
  }

  /// Reads what a class is; `nil` where nobody wrote it down.
  ///
  /// - Throws: `GateError` with exit 65 where it cannot be read.
  fileprivate init?(folder: BaselineFolder, path: String) throws(GateError) {
    guard let bytes = try folder.bytes(at: path) else { return nil }
    let quoted = ShellQuoting.quoted(path)
    let advice =
      folder.isProposal
      ? [BaselineFolder.proposalAdvice]
      : [
        "take the committed file with: git checkout HEAD -- \(quoted)",
        "or remove it, the next recording writes it anew: rm \(quoted)",
      ]
    let file = try DocumentFile(bytes, path: path, advice: advice)
    self = try file.document(BaselineStore.classSchema) { object throws(JSONError) in
      BaselineStore.ClassIdentity(
        name: try object.required("name").string(),
        place: try object.required("place").choice(BaselinePlace.self),
        facts: try object["facts"]?.texts() ?? [:]
      )
    }
  }
}
