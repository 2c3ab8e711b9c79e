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
    /// What makes a machine belong to it.
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
  private static let maximumFileBytes = 64 * 1024 * 1024

  /// The folder of all baselines, as a user would type it.
  package let directory: String
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
    self.directory = directory
    self.suite = suite
    self.machine = machine
    self.platform = platform
  }

  /// Reads every baseline that applies to this machine.
  ///
  /// - Returns: The baselines; none at all is not an error here.
  /// - Throws: `GateError` with exit 65 and one diagnostic per unreadable file.
  package func load() throws(GateError) -> BaselineSet {
    var set = BaselineSet(directory: directory, machineClass: machine.name)
    var problems: [Diagnostic] = []
    for place in BaselinePlace.allCases {
      var baselines: [BenchmarkKey: StoredBaseline] = [:]
      let folder = suiteFolder(of: identity(of: place).name)
      for relative in try jsonFiles(below: folder) {
        let path = Files.join(folder, relative)
        do throws(GateError) {
          let document = try read(path, relative: relative)
          baselines[document.key] = StoredBaseline(path: path, document: document)
        } catch {
          problems += error.diagnostics
        }
      }
      set.places[place] = baselines
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
      let classPath = Files.join(Files.join(directory, identity.name), Self.classFile)
      if !Files.exists(classPath) {
        try replace(classPath, with: JSONWriter.bytes(identity.json))
      }
      let path = Files.join(suiteFolder(of: identity.name), "\(document.key.filePath).json")
      let bytes = JSONWriter.bytes(document.json)
      if (try? Files.readBytes(at: path)) == bytes { continue }
      try replace(path, with: bytes)
      written.append(path)
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

  private func suiteFolder(of className: String) -> String {
    Files.join(Files.join(directory, className), FileNameEncoding.encode(suite[...]))
  }

  private func replace(_ path: String, with bytes: [UInt8]) throws(GateError) {
    do throws(FileError) {
      if let parent = Files.parent(of: path) { try Files.createDirectories(parent) }
      try Files.replaceAtomically(path, with: bytes)
    } catch {
      throw GateError(.cannotWrite, error.description)
    }
  }

  private func read(_ path: String, relative: String) throws(GateError) -> BaselineDocument {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try Files.readBytes(at: path, atMostBytes: Self.maximumFileBytes)
    } catch {
      throw GateError(.malformedData, error.description)
    }
    let document: BaselineDocument
    do throws(GateError) {
      document = try BaselineDocument(bytes: bytes, path: path)
    } catch {
      throw GateError(error.exit, error.diagnostics.map { Self.advised($0, path: path) })
    }
    let expected = "\(document.key.filePath).json"
    guard expected == relative else {
      throw GateError(
        .malformedData,
        "this file is about '\(document.key)', which belongs into \(expected)",
        at: SourcePlace(file: path),
        hints: ["rename the file"]
      )
    }
    return document
  }

  /// The diagnostic with what helps against this kind of damage.
  private static func advised(_ diagnostic: Diagnostic, path: String) -> Diagnostic {
    let quoted = ShellQuoting.quoted(path)
    let anew = "or measure anew: rm \(quoted) && perfgate baseline record --only-missing"
    var advised = diagnostic
    if diagnostic.message.contains("merge conflict") {
      advised.hints = ["take one side whole with: git checkout --theirs -- \(quoted)", anew]
    } else if diagnostic.message.contains("newer perfgate") {
      advised.hints = ["update perfgate to the version that wrote it"]
    } else {
      advised.hints = ["take the committed file with: git checkout HEAD -- \(quoted)", anew]
    }
    return advised
  }

  /// Relative paths of all `.json` files below a folder; names that begin with `_` or `.` are not baselines.
  private func jsonFiles(below folder: String) throws(GateError) -> [String] {
    var found: [String] = []
    var pending = [""]
    while let relative = pending.popLast() {
      for name in try names(in: Files.join(folder, relative)) {
        if name.hasPrefix("_") || name.hasPrefix(".") { continue }
        let path = relative.isEmpty ? name : "\(relative)/\(name)"
        switch try kind(of: Files.join(folder, path)) {
        case .directory where name.hasSuffix(".json"):
          throw GateError(
            .malformedData,
            "a folder stands where a baseline's file belongs",
            at: SourcePlace(file: Files.join(folder, path)),
            hints: ["remove or rename it"]
          )
        case .directory: pending.append(path)
        // A link that leads nowhere is found by reading it: it must not pass for no baseline.
        case .file, nil: if name.hasSuffix(".json") { found.append(path) }
        case .other: break
        }
      }
    }
    return found.sorted()
  }

  private func kind(of path: String) throws(GateError) -> Files.Kind? {
    do throws(FileError) {
      return try Files.kind(at: path)
    } catch {
      throw GateError(.malformedData, error.description)
    }
  }

  private func names(in folder: String) throws(GateError) -> [String] {
    do throws(FileError) {
      return try Files.names(inDirectory: folder)
    } catch {
      if error.isMissing { return [] }
      throw GateError(.malformedData, error.description)
    }
  }

  private func otherMachineClasses() throws(GateError) -> [String] {
    try names(in: directory).filter { name in
      guard name != machine.name, Self.place(ofClassIn: Files.join(directory, name)) == .machine
      else { return false }
      return Files.exists(suiteFolder(of: name))
    }
  }

  private static func place(ofClassIn folder: String) -> BaselinePlace? {
    guard let bytes = try? Files.readBytes(at: Files.join(folder, classFile)),
      let object = try? JSONReader.read(bytes).object()
    else { return nil }
    return try? object.required("place").choice(BaselinePlace.self)
  }
}

extension BaselineStore.ClassIdentity {
  fileprivate var json: JSONValue {
    .object([
      "schema": .string(BaselineStore.classSchema), "name": .string(name),
      "place": .string(place.rawValue), "facts": .texts(facts),
    ])
  }
}
