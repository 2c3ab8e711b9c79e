internal import CPerfgateXML
internal import PerfgateModel

/// XML that is written through libxml2 into a sink, in bounded memory.
///
/// All text is sanitised here, so that libxml2 sees no character that it would write wrongly.
final class XMLStream {
  /// What libxml2's calls reach through a pointer.
  private final class Output {
    static let pieceBytes = 65_536

    var sink: JUnitReport.Sink
    var pending: [UInt8] = []
    var error: GateError?

    init(_ sink: @escaping JUnitReport.Sink) {
      self.sink = sink
      pending.reserveCapacity(Self.pieceBytes)
    }

    /// Keeps bytes and hands over full pieces; `false` once the sink has failed.
    func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
      pending.append(contentsOf: bytes)
      return pending.count < Self.pieceBytes || flush()
    }

    func flush() -> Bool {
      guard error == nil else { return false }
      guard !pending.isEmpty else { return true }
      do throws(GateError) {
        try sink(pending)
        pending.removeAll(keepingCapacity: true)
        return true
      } catch {
        self.error = error
        return false
      }
    }
  }

  private let output: Output
  private let writer: OpaquePointer

  /// Begins a document.
  ///
  /// - Parameter sink: Takes the bytes.
  /// - Throws: `GateError` with exit 70 when memory is exhausted.
  init(to sink: @escaping JUnitReport.Sink) throws(GateError) {
    output = Output(sink)
    let context = Unmanaged.passUnretained(output).toOpaque()
    let created = perfgate_xml_writer_create(
      { context, bytes, count in
        guard let context, let bytes else { return -1 }
        let output = Unmanaged<Output>.fromOpaque(context).takeUnretainedValue()
        return output.take(UnsafeRawBufferPointer(start: bytes, count: count)) ? 0 : -1
      },
      context
    )
    guard let created else {
      throw GateError(.internalFault, "libxml2 could not begin a document: out of memory")
    }
    writer = created
  }

  deinit { perfgate_xml_writer_destroy(writer) }

  /// Opens an element, fills it and closes it.
  func element(
    _ name: String,
    _ attributes: [(name: String, value: String)] = [],
    _ content: () throws(GateError) -> Void = {}
  ) throws(GateError) {
    try check(perfgate_xml_writer_start(writer, name))
    for attribute in attributes {
      let value = XMLText.sanitized(attribute.value)
      try check(perfgate_xml_writer_attribute(writer, attribute.name, value))
    }
    try content()
    try check(perfgate_xml_writer_end(writer))
  }

  /// Adds text to the open element.
  func text(_ text: String) throws(GateError) {
    try check(perfgate_xml_writer_text(writer, XMLText.sanitized(text)))
  }

  /// Closes what is open and hands the rest to the sink.
  func finish() throws(GateError) {
    try check(perfgate_xml_writer_finish(writer))
    _ = output.flush()
    if let error = output.error { throw error }
  }

  private func check(_ status: perfgate_xml_status) throws(GateError) {
    guard status != PERFGATE_XML_OK else { return }
    if let error = output.error { throw error }
    let said = String(cString: perfgate_xml_writer_message(writer))
    let detail = said.split(separator: "\n").first.map { ": \($0)" } ?? ""
    throw GateError(.internalFault, "libxml2 refused to write (status \(status.rawValue))\(detail)")
  }
}
