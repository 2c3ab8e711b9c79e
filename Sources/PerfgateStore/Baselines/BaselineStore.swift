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

    /// Creates an identity.
    package init(name: String, place: BaselinePlace, facts: [String: String]) {
      self.name = name
      self.place = place
      self.facts = facts
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
  /// - Parameter documents: By place.
  /// - Returns: The paths of the baselines that were written; a class's own file is not among them.
  /// - Throws: `GateError` with exit 73.
  package func write(
    _ documents: [(place: BaselinePlace, document: BaselineDocument)]
  ) throws(GateError) -> [String] {
    var written: [String] = []
    for (place, document) in documents {
      let identity = identity(of: place)
      let classPath = classPath(of: identity)
      if !Files.exists(classPath) {
        try folder.replace(classPath, with: JSONWriter.bytes(identity.json))
      }
      let path = try folder.write(document, toClass: identity.name, suite: suite)
      if let path { written.append(path) }
    }
    return written
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
    let names = Set(recorded.facts.keys).union(identity.facts.keys).sorted()
    let differences = names.compactMap { name -> String? in
      let (there, here) = (recorded.facts[name], identity.facts[name])
      guard there != here else { return nil }
      return "\(name) is \(there ?? "not said") there and \(here ?? "not said") here"
    }
    return [
      "the baselines of the class '\(identity.name)' were recorded on another kind of machine: "
        + differences.joined(separator: ", ")
    ]
  }
}

extension BaselineFolder {
  /// Takes over what another folder says about a class, where this one says nothing.
  ///
  /// - Parameters:
  ///   - name: The class's name.
  ///   - other: The other folder.
  /// - Throws: `GateError` with exit 65 where that cannot be read, 73 where it cannot be written.
  package func adoptClass(_ name: String, from other: BaselineFolder) throws(GateError) {
    let file = Files.join(name, BaselineStore.classFile)
    let path = Files.join(path, file)
    guard !Files.exists(path),
      let identity = try BaselineStore.ClassIdentity(
        folder: other,
        path: Files.join(other.path, file)
      )
    else { return }
    try replace(path, with: JSONWriter.bytes(identity.json))
  }
}

extension BaselineStore.ClassIdentity {
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
    let file = try DocumentFile(
      bytes,
      path: path,
      advice: [
        "take the committed file with: git checkout HEAD -- \(quoted)",
        "or remove it, the next recording writes it anew: rm \(quoted)",
      ]
    )
    self = try file.document(BaselineStore.classSchema) { object throws(JSONError) in
      BaselineStore.ClassIdentity(
        name: try object.required("name").string(),
        place: try object.required("place").choice(BaselinePlace.self),
        facts: try object["facts"]?.texts() ?? [:]
      )
    }
  }
}
