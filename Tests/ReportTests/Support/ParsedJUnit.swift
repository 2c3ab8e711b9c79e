import PerfgateModel
import Testing

@testable import PerfgateReport

/// A JUnit file as a consumer sees it, read back through libxml2.
struct ParsedJUnit {
  struct Case: Equatable {
    var attributes: [String: String] = [:]
    var children: [String] = []
    var childAttributes: [String: String] = [:]
    var properties: [String: String] = [:]
    var body = ""

    var className: String { attributes["classname"] ?? "" }
    var name: String { attributes["name"] ?? "" }
    var milliseconds: Int { ParsedJUnit.milliseconds(attributes["time"]) }
  }

  struct Suite: Equatable {
    var attributes: [String: String] = [:]
    var cases: [Case] = []
  }

  var root: [String: String] = [:]
  var suites: [Suite] = []
  var cases: [Case] { suites.flatMap(\.cases) }

  static func milliseconds(_ text: String?) -> Int {
    Int((text ?? "").filter { $0 != "." }) ?? -1
  }

  init(_ bytes: [UInt8]) throws {
    let builder = Builder()
    var rest: [UInt8]? = bytes
    let reading = try XMLReading(
      from: { () throws(GateError) in
        defer { rest = nil }
        return rest
      },
      schema: nil,
      visit: { builder.visit($0) }
    )
    #expect(reading.outcome == .valid)
    #expect(reading.problems.isEmpty)
    root = builder.root
    suites = builder.suites
  }

  private final class Builder {
    var root: [String: String] = [:]
    var suites: [Suite] = []
    private var path: [String] = []
    private var property = ""

    func visit(_ part: XMLReading.Part) {
      switch part {
      case .start(let name): start(name)
      case .end: path.removeLast()
      case .attribute(let name, let value): attribute(name, value)
      case .text(let text):
        let isInCase = path.count == 4 && !suites.isEmpty && path[3] != "properties"
        if isInCase { edit { $0.body += text } }
      }
    }

    private func start(_ name: String) {
      path.append(name)
      switch path.count {
      case 2: suites.append(Suite())
      case 3 where !suites.isEmpty: suites[suites.count - 1].cases.append(Case())
      case 4: edit { $0.children.append(name) }
      default: break
      }
    }

    private func attribute(_ name: String, _ value: String) {
      switch path.count {
      case 1: root[name] = value
      case 2: suites[suites.count - 1].attributes[name] = value
      case 3: edit { $0.attributes[name] = value }
      case 4: edit { $0.childAttributes[name] = value }
      default:
        if name == "name" { property = value } else { edit { $0.properties[property] = value } }
      }
    }

    private func edit(_ change: (inout Case) -> Void) {
      guard let suite = suites.indices.last, let index = suites[suite].cases.indices.last else {
        return
      }
      change(&suites[suite].cases[index])
    }
  }
}
