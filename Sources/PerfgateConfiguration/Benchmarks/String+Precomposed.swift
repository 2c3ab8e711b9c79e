internal import Foundation

extension String {
  /// The text in Unicode NFC, as ids are kept.
  var precomposed: String { precomposedStringWithCanonicalMapping }
}
