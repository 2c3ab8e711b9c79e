import PerfgateConfiguration
import PerfgateModel
import PerfgateStore
import PerfgateSystem

/// One configuration as it was read, and where it lives.
struct ConfigurationFile {
  /// The path as the user would type it; `nil` for one command without a file.
  let path: String?
  /// The text.
  let source: String
  /// The folder that its commands run in, absolute.
  let directory: String
  /// The folder of its baselines as the user would type it.
  let baselineFolder: String
  /// What the text says.
  let configuration: ProjectConfiguration
  /// What is doubtful in it.
  let warnings: [Diagnostic]
  /// Whether the command line names it, rather than another configuration.
  var isNamed = true

  /// Reads the text of a configuration.
  ///
  /// - Parameters:
  ///   - path: Where it is or was; `nil` for one command without a file.
  ///   - source: The text.
  ///   - profile: The profile to read it with, where it has that.
  /// - Throws: `GateError` with exit 78 where the text is wrong.
  init(path: String?, source: String, profile: String? = nil) throws(GateError) {
    self.path = path
    self.source = source
    let folder = path.flatMap(Files.parent(of:)) ?? ""
    let reading = try Self.read(source, path: path, profile: profile)
    do throws(FileError) {
      directory = Files.join(try Files.currentDirectory(), folder)
    } catch {
      throw GateError(.missingInput, error.description)
    }
    configuration = reading.configuration
    warnings = path == nil ? reading.warnings.map(\.withoutPlace) : reading.warnings
    baselineFolder = Files.join(folder, reading.configuration.baselines.directory)
  }

  /// Reads a text; one that the command line stands for has no lines that anyone could look up.
  private static func read(
    _ source: String,
    path: String?,
    profile: String?
  ) throws(GateError) -> ConfigurationReading {
    do throws(GateError) {
      return try ProjectConfiguration.read(
        text: source,
        path: path ?? ProjectConfiguration.commandLineName,
        profile: profile
      )
    } catch {
      throw path == nil ? GateError(error.exit, error.diagnostics.map(\.withoutPlace)) : error
    }
  }

  /// Reads a configuration file.
  ///
  /// - Parameters:
  ///   - path: As the user gave it.
  ///   - profile: The profile to read it with, where it has that.
  ///   - hints: What to type where there is no such file.
  /// - Throws: `GateError` with exit 66 where there is no file, 78 where it is wrong.
  init(path: String, profile: String?, hints: [String]) throws(GateError) {
    let bytes = try DocumentStore.bytes(at: path, hints: hints)
    guard let source = String(validating: bytes, as: UTF8.self) else {
      throw GateError(
        .badConfiguration,
        "this file is not UTF-8 text",
        at: SourcePlace(file: path)
      )
    }
    try self.init(path: path, source: source, profile: profile)
  }

  /// The committed baselines of the file's suite.
  func baselines(
    machine: BaselineStore.ClassIdentity,
    platform: BaselineStore.ClassIdentity
  ) -> BaselineStore {
    BaselineStore(
      directory: baselineFolder,
      suite: configuration.suite,
      machine: machine,
      platform: platform
    )
  }
}

extension Diagnostic {
  /// The same without a place.
  fileprivate var withoutPlace: Diagnostic {
    Diagnostic(severity, message, notes: notes, hints: hints)
  }
}
