/// What the running program is called where nobody says otherwise.
enum ProgramName {
  /// The last part of the path that it was started as; "program" where there is none.
  static var current: String {
    let path = CommandLine.arguments.first ?? ""
    return path.split(separator: "/").last.map(String.init) ?? "program"
  }
}
