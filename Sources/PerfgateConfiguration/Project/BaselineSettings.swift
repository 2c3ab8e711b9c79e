package import PerfgateModel

/// Where baselines are committed, and which machines share them.
package struct BaselineSettings: Sendable, Equatable {
  /// The folder, relative to the configuration's.
  package var directory: String
  /// Whether trailers of commits accept worse levels.
  package var trailers: Bool
  /// Machine classes in the order of the text; the first one that fits a machine applies.
  package var classes: [DeclaredClass]

  /// Creates the settings that hold where the configuration says nothing.
  package init() {
    directory = "baselines"
    trailers = false
    classes = []
  }
}

/// A machine class that the configuration declares over several machines.
package struct DeclaredClass: Sendable, Equatable {
  /// The name, which is a folder's too: letters, digits, `.`, `_` and `-`.
  package var name: String
  /// The operating system, `linux`.
  package var os: String
  /// The architecture, `x86_64`.
  package var arch: String
  /// Which CPU models belong to it.
  package var cpu: GlobPattern

  /// Creates a class.
  package init(name: String, os: String, arch: String, cpu: GlobPattern = GlobPattern("**")) {
    self.name = name
    self.os = os
    self.arch = arch
    self.cpu = cpu
  }
}

extension BaselineSettings {
  /// Reads the key `baselines`.
  static func read(_ reader: NodeReader?) -> BaselineSettings {
    var settings = BaselineSettings()
    guard let keys = reader?.mapping(.baselines) else { return settings }
    if let folder = keys["dir"], let path = folder.text("a folder") {
      if path.hasPrefix("/") {
        folder.report("'dir' must be relative to the configuration's folder")
      }
      settings.directory = path
    }
    if let trailers = keys["trailers"]?.flag() { settings.trailers = trailers }
    guard let members = keys["classes"]?.members("a mapping of names and machine classes") else {
      return settings
    }
    var folded: [String: NodeReader] = [:]
    for member in members {
      guard let declared = member.declaredClass() else { continue }
      if let first = folded.updateValue(member, forKey: declared.name.lowercased()) {
        member.problems.error(
          "the machine class '\(declared.name)' differs only in case from '\(first.name)'",
          at: member.keyPosition
        )
      }
      settings.classes.append(declared)
    }
    return settings
  }
}

extension NodeReader {
  fileprivate func declaredClass() -> DeclaredClass? {
    guard name.utf8.count <= 100, let first = name.utf8.first, first != UInt8(ascii: "."),
      first != UInt8(ascii: "_"), first != UInt8(ascii: "-"), name.utf8.allSatisfy(Self.isClassByte)
    else {
      problems.error(
        "'\(MessageText.shortened(name))' is no name of a machine class",
        at: keyPosition,
        hints: ["letters, digits, '.', '_' and '-', a letter or digit first, at most 100"]
      )
      return nil
    }
    guard let keys = mapping(.machineClass) else { return nil }
    let os = keys.required("os", hints: ["add os: linux"])?.label()
    let arch = keys.required("arch", hints: ["add arch: x86_64"])?.label()
    let cpu = keys["cpu"].map { $0.label("a pattern over CPU models") } ?? "**"
    guard let os, let arch, let cpu else { return nil }
    return DeclaredClass(name: name, os: os, arch: arch, cpu: GlobPattern(cpu))
  }

  private static func isClassByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: "._-".utf8.contains(byte)
    }
  }
}
