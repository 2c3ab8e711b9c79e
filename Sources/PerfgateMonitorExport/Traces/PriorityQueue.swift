/// Elements of which the smallest can be taken.
///
/// A binary heap: Williams, "Algorithm 232: Heapsort", Communications of the ACM 7 (1964).
struct PriorityQueue<Element: Comparable & Sendable>: Sendable {
  private var heap: [Element] = []

  /// The smallest element.
  var first: Element? { heap.first }

  /// Adds an element.
  mutating func insert(_ element: Element) {
    heap.append(element)
    var index = heap.count - 1
    while index > 0, heap[index] < heap[(index - 1) / 2] {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  /// Takes the smallest element; `nil` where there is none.
  mutating func popFirst() -> Element? {
    guard let last = heap.popLast() else { return nil }
    guard let first = heap.first else { return last }
    heap[0] = last
    var index = 0
    while let smaller = smallerChild(of: index), heap[smaller] < heap[index] {
      heap.swapAt(smaller, index)
      index = smaller
    }
    return first
  }

  private func smallerChild(of index: Int) -> Int? {
    let left = 2 * index + 1
    guard left < heap.count else { return nil }
    return left + 1 < heap.count && heap[left + 1] < heap[left] ? left + 1 : left
  }
}
