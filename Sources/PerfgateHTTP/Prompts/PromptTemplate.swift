import PerfgateEval
import PerfgateModel

/// A text with places for fields of a case, `{{input}}` or `{{answers.0}}`.
///
/// Anything else between double braces stays as it is: prompts have templates of their own.
struct PromptTemplate: Sendable, Equatable {
  /// A part of it.
  private enum Part: Sendable, Equatable {
    case text(String)
    case field(String)
  }

  private let parts: [Part]

  /// Reads a text, which may be any.
  init(_ text: String) {
    var parts: [Part] = []
    var literal = ""
    var rest = Substring(text)
    while let brace = rest.firstIndex(of: "{") {
      literal += rest[..<brace]
      rest = rest[brace...]
      if let (field, end) = Self.field(at: rest) {
        if !literal.isEmpty { parts.append(.text(literal)) }
        literal = ""
        parts.append(.field(field))
        rest = rest[end...]
      } else {
        literal.append("{")
        rest = rest.dropFirst()
      }
    }
    literal += rest
    if !literal.isEmpty { parts.append(.text(literal)) }
    self.parts = parts
  }

  /// The text with the fields of a case.
  ///
  /// - Throws: `MissingField` where the case lacks one, or has `null`.
  func filled(_ evalCase: EvalCase) throws(MissingField) -> String {
    if parts.count == 1, case .text(let text) = parts[0] { return text }
    var result = ""
    for part in parts {
      switch part {
      case .text(let text): result += text
      case .field(let name):
        guard let value = Self.value(name, of: evalCase) else {
          throw MissingField(name: name, caseID: evalCase.id, line: evalCase.line)
        }
        result += value.promptText
      }
    }
    return result
  }

  private static func field(at text: Substring) -> (String, String.Index)? {
    guard text.hasPrefix("{{") else { return nil }
    let inner = text.dropFirst(2)
    // A name has a reasonable length, so that a text of braces is not read again and again.
    let name = inner.prefix(200).prefix { $0 != "}" && $0 != "{" && !$0.isNewline }
    guard inner[name.endIndex...].hasPrefix("}}") else { return nil }
    let trimmed = name.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
    let field = String(trimmed)
    guard !field.isEmpty,
      field.allSatisfy({ $0.isLetter || $0.isNumber || "_-.".contains($0) })
    else { return nil }
    return (field, text.index(name.endIndex, offsetBy: 2))
  }

  private static func value(_ name: String, of evalCase: EvalCase) -> JSONValue? {
    if name == "input" { return evalCase.input }
    var value = evalCase.row
    // A field may have a dot in its name.
    if case .object(let members) = value, let direct = members.member(name) {
      return direct.present
    }
    for step in name.split(separator: ".", omittingEmptySubsequences: false) {
      guard let next = value.child(step) else { return nil }
      value = next
    }
    return value.present
  }
}

/// A field that a prompt needs and a case does not have.
struct MissingField: Error, Equatable {
  /// The field.
  let name: String
  /// The case.
  let caseID: String
  /// Its line in the dataset, from 1.
  let line: Int

  /// What to tell.
  var message: String { "the prompt needs '\(name)', which case '\(caseID)' (line \(line)) lacks" }
}

extension JSONMembers {
  /// The value of a key; `nil` where there is none.
  func member(_ key: String) -> JSONValue? {
    sorted.first { $0.key == key }?.value
  }
}

extension JSONValue {
  /// The value as a prompt has it: a string as it is, anything else as compact JSON.
  var promptText: String {
    if case .string(let text) = self { text } else { JSONWriter.text(self, form: .compact) }
  }

  /// The value; `nil` for `null`.
  fileprivate var present: JSONValue? { self == .null ? nil : self }

  /// A member by its key, or an item by its index.
  fileprivate func child(_ step: Substring) -> JSONValue? {
    switch self {
    case .object(let members): return members.member(String(step))
    case .array(let items):
      return Int(step).flatMap { items.indices.contains($0) ? items[$0] : nil }
    case .numbers(let numbers):
      return Int(step).flatMap { numbers.indices.contains($0) ? .number(numbers[$0]) : nil }
    default: return nil
    }
  }
}
