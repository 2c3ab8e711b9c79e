internal import CPerfgateXML
internal import PerfgateModel

/// Reads XML through libxml2 as a stream and validates it: no network, no external entity, no document type.
struct XMLReading {
  /// What a document holds, in its order.
  enum Part: Equatable {
    case start(String)
    case attribute(name: String, value: String)
    case text(String)
    case end(String)
  }

  /// A fault of the document or of the schema.
  struct Problem: Equatable {
    /// libxml2's error code.
    var code: Int
    /// The line, from 1; 0 where libxml2 knows none.
    var line: Int
    /// What libxml2 says about it.
    var message: String
  }

  /// How a reading ended.
  enum Outcome: Equatable {
    case valid
    case malformed
    case invalid
    case badSchema
    case hasDocumentType
    case outOfMemory
  }

  /// How the reading ended.
  var outcome: Outcome
  /// The first faults, at most 20.
  var problems: [Problem]

  /// Reads a document to its end.
  ///
  /// - Parameters:
  ///   - source: Gives the bytes.
  ///   - schema: An XSD in UTF-8; `nil` checks well-formedness alone.
  ///   - visit: Sees every part.
  /// - Throws: What the source throws.
  init(
    from source: @escaping JUnitReport.Source,
    schema: [UInt8]?,
    visit: @escaping (Part) -> Void = { _ in }
  ) throws(GateError) {
    let input = Input(source, visit)
    let status = withExtendedLifetime(input) { Self.read(input, schema: schema) }
    if let error = input.error { throw error }
    problems = input.problems
    switch status {
    case PERFGATE_XML_OK: outcome = .valid
    case PERFGATE_XML_INVALID: outcome = .invalid
    case PERFGATE_XML_BAD_SCHEMA: outcome = .badSchema
    case PERFGATE_XML_DOCTYPE: outcome = .hasDocumentType
    case PERFGATE_XML_OUT_OF_MEMORY: outcome = .outOfMemory
    default: outcome = .malformed
    }
  }

  private static func read(_ input: Input, schema: [UInt8]?) -> perfgate_xml_status {
    let context = Unmanaged.passUnretained(input).toOpaque()
    var events = Input.events
    events.context = context
    let fill: perfgate_xml_source = { context, buffer, capacity in
      guard let input = Input.at(context), let buffer else { return -1 }
      return input.fill(UnsafeMutableRawBufferPointer(start: buffer, count: capacity))
    }
    guard let schema else { return perfgate_xml_read(fill, context, nil, 0, &events) }
    return schema.withUnsafeBytes { bytes in
      let start = bytes.bindMemory(to: CChar.self).baseAddress
      return perfgate_xml_read(fill, context, start, bytes.count, &events)
    }
  }
}

/// What libxml2's callbacks reach through a pointer.
private final class Input {
  private let source: JUnitReport.Source
  private let visit: (XMLReading.Part) -> Void
  private var pending: ArraySlice<UInt8> = []
  private(set) var problems: [XMLReading.Problem] = []
  private(set) var error: GateError?

  init(_ source: @escaping JUnitReport.Source, _ visit: @escaping (XMLReading.Part) -> Void) {
    self.source = source
    self.visit = visit
  }

  static func at(_ context: UnsafeMutableRawPointer?) -> Input? {
    context.map { Unmanaged<Input>.fromOpaque($0).takeUnretainedValue() }
  }

  /// Copies the next bytes; their number, 0 at the end, -1 when the source failed.
  func fill(_ buffer: UnsafeMutableRawBufferPointer) -> Int {
    if pending.isEmpty {
      do throws(GateError) {
        pending = (try source() ?? [])[...]
      } catch {
        self.error = error
        return -1
      }
    }
    let piece = pending.prefix(buffer.count)
    buffer.copyBytes(from: piece)
    pending = pending.dropFirst(piece.count)
    return piece.count
  }

  static var events: perfgate_xml_events {
    perfgate_xml_events(
      context: nil,
      start: { context, name in Input.at(context)?.visit(.start(text(name))) },
      attribute: { context, name, value in
        Input.at(context)?.visit(.attribute(name: text(name), value: text(value)))
      },
      text: { context, value in Input.at(context)?.visit(.text(text(value))) },
      end: { context, name in Input.at(context)?.visit(.end(text(name))) },
      problem: { context, code, line, message in
        let problem = XMLReading.Problem(code: Int(code), line: Int(line), message: text(message))
        Input.at(context)?.problems.append(problem)
      }
    )
  }
}

private func text(_ pointer: UnsafePointer<CChar>?) -> String {
  pointer.map { String(cString: $0) } ?? ""
}
