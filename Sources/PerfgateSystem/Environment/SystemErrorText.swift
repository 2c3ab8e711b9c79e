import CPerfgateSystem

/// The system's words for an errno, such as "permission denied".
package func systemErrorText(_ errorNumber: Int32) -> String {
  var text = [CChar](repeating: 0, count: 256)
  perfgate_error_text(errorNumber, &text, text.count)
  let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
  let words = String(decoding: bytes, as: UTF8.self)
  // "I/O error" and the like begin with more than one capital.
  guard let second = words.dropFirst().first, second.isLowercase else { return words }
  return words.prefix(1).lowercased() + words.dropFirst()
}
