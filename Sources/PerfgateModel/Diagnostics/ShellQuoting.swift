/// Commands that a reader can paste into a shell.
package enum ShellQuoting {
  /// The arguments as one line for bash, zsh or ksh.
  package static func command(_ arguments: [String]) -> String {
    arguments.map(quoted).joined(separator: " ")
  }

  /// One argument, quoted where a shell would change it.
  ///
  /// What a terminal would act upon or a reader could not see is written as `$'\x1B'` or `$'\u202E'`, so that a pasted
  /// command holds printable characters alone.
  package static func quoted(_ argument: String) -> String {
    if argument.isEmpty { return "''" }
    let scalars = argument.unicodeScalars
    if scalars.allSatisfy(isPlain), argument.first != "~" { return argument }
    if scalars.contains(where: { isInvisible($0) }) {
      return "$'\(scalars.map(escaped).joined())'"
    }
    // Scalar by scalar: a combining mark behind a quote would hide it in a `Character`.
    return "'\(scalars.map { $0 == "'" ? #"'\''"# : String(Character($0)) }.joined())'"
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9": true
    case "-", "_", ".", "/", ":", "@", "%", "+", ",", "=": true
    default: false
    }
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
    default: false
    }
  }

  private static func escaped(_ scalar: Unicode.Scalar) -> String {
    if scalar == "'" || scalar == "\\" { return "\\\(scalar)" }
    guard isInvisible(scalar) else { return String(Character(scalar)) }
    let hexadecimal = String(scalar.value, radix: 16, uppercase: true)
    let digits = scalar.value < 0x80 ? 2 : scalar.value <= 0xFFFF ? 4 : 8
    let mark = scalar.value < 0x80 ? "x" : scalar.value <= 0xFFFF ? "u" : "U"
    let padding = String(repeating: "0", count: max(0, digits - hexadecimal.utf8.count))
    return "\\\(mark)\(padding)\(hexadecimal)"
  }
}
