/// Text by its scalars, since `String` has what is canonically equivalent be equal.
struct ExactText: Hashable {
  private let bytes: [UInt8]

  init(_ text: String) {
    bytes = Array(text.utf8)
  }
}
