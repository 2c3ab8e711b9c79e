import PerfgateModel
import PerfgateStreaming
import PerfgateSystem
import PerfgateTestSupport

/// Results to write, and the file that they are in.
enum ResultFixture {
  static func key(_ index: Int) -> ResultKey {
    ResultKey(
      id: "q\(index)",
      caseDigest: String(repeating: "ab", count: 28) + String(index, radix: 16),
      repeatIndex: index % 3,
      configurationDigest: "c0ffee"
    )
  }

  static func line(_ index: Int, text: String = "größe\n\u{2028}\"") -> ResultLine {
    ResultLine(key(index), ["output": .string(text), "score": .number(Double(index) / 7)])
  }

  /// Opens the file for the eval "qa", and returns the keys of the results in it, too.
  static func resume(
    _ path: String
  ) throws(GateError) -> (opened: ResultFile.Opened, keys: [ResultKey]) {
    var keys: [ResultKey] = []
    let opened = try ResultFile.open(path, eval: "qa", .resume) { record throws(GateError) in
      keys.append(record.key)
    }
    return (opened, keys)
  }
}
