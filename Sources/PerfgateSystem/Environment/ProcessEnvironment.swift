import CPerfgateSystem

/// The environment variables of a process, read once and then a value.
package struct ProcessEnvironment: Sendable, Equatable {
  /// The variables by name.
  package let variables: [String: String]

  /// Makes an environment of the given variables.
  package init(_ variables: [String: String]) {
    self.variables = variables
  }

  /// The environment that this process was started with.
  ///
  /// Of a name that occurs twice the first counts, as it does for `getenv`. Bytes that are not
  /// UTF-8 are replaced by U+FFFD.
  package static func current() -> ProcessEnvironment {
    var entries: [String] = []
    var next = perfgate_environment()
    while let pointer = next, let entry = pointer.pointee {
      entries.append(String(cString: entry))
      next = pointer + 1
    }
    return ProcessEnvironment(parsing: entries)
  }

  /// Reads entries of the form `NAME=value`; those without a name or a `=` are left out.
  package init(parsing entries: [String]) {
    var variables: [String: String] = [:]
    for entry in entries {
      guard let equals = entry.firstIndex(of: "="), equals > entry.startIndex else { continue }
      let name = String(entry[..<equals])
      guard variables[name] == nil else { continue }
      variables[name] = String(entry[entry.index(after: equals)...])
    }
    self.variables = variables
  }

  /// The same environment with more variables; what is given replaces what was there.
  package func adding(_ more: [String: String]) -> ProcessEnvironment {
    ProcessEnvironment(variables.merging(more) { _, new in new })
  }

  /// The value of a variable, `nil` where it is not set.
  package subscript(name: String) -> String? {
    variables[name]
  }
}
