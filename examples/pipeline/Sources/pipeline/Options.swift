/// What the command line says.
struct Options {
  /// A command line that says nothing that makes sense.
  struct Mistake: Error, CustomStringConvertible {
    let description: String
  }

  /// The folder of texts; what every Debian has unless told otherwise.
  var corpus = "/usr/share/common-licenses"
  /// How often the corpus is read.
  var passes = 20
  /// How many pieces are worked on at a time.
  var workers = 2
  /// How many words are ranked.
  var top = 100
  /// Where files are written.
  var folder = "."
  /// Whether the report is written as JSON, too, and the trace in every format.
  var writesAllReports = false

  /// Reads the arguments behind the program's name.
  init(_ arguments: some Collection<String>) throws(Mistake) {
    var rest = Array(arguments)
    while !rest.isEmpty {
      let name = rest.removeFirst()
      if name == "--all-reports" {
        writesAllReports = true
        continue
      }
      guard ["--corpus", "--passes", "--workers", "--top", "--out"].contains(name) else {
        throw Mistake(description: "unknown argument '\(name)'")
      }
      guard !rest.isEmpty else { throw Mistake(description: "\(name) needs a value") }
      try set(name, to: rest.removeFirst())
    }
  }

  private mutating func set(_ name: String, to value: String) throws(Mistake) {
    switch name {
    case "--corpus": corpus = value
    case "--out": folder = value
    default:
      guard let number = Int(value), (1...1_000_000).contains(number) else {
        throw Mistake(description: "\(name) needs a number from 1, found '\(value)'")
      }
      switch name {
      case "--passes": passes = number
      case "--workers": workers = number
      default: top = number
      }
    }
  }
}
