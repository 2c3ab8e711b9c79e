/// The items of an array that are made one after the other as they are written, so that a document
/// of 100,000 findings is never in memory as a whole.
package struct JSONItems: Sendable, Equatable {
  /// How many items there are.
  package let count: Int
  private let item: @Sendable (Int) -> JSONValue

  /// Creates the items of a collection.
  ///
  /// - Parameters:
  ///   - elements: What is written.
  ///   - item: Makes an item; it may be called more than once for the same element.
  package init<Element: Sendable>(
    _ elements: [Element],
    item: @escaping @Sendable (Element) -> JSONValue
  ) {
    count = elements.count
    self.item = { item(elements[$0]) }
  }

  /// An item by its index.
  package subscript(index: Int) -> JSONValue { item(index) }

  /// Whether both are written the same.
  package static func == (left: JSONItems, right: JSONItems) -> Bool {
    left.count == right.count && (0..<left.count).allSatisfy { left[$0] == right[$0] }
  }
}
