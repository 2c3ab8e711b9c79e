/// The critical path of one span, found while its children end, in memory that depends on how many
/// of them run at a time and not on how many there are.
///
/// Found backwards, the path goes from a child to the one that had ended last when it started. Read
/// forwards, that one is known at the start: so a child holds on to it, and what no child holds on
/// to and is not the last to have ended can be on no path any more. What all paths have in
/// common is put together. `CriticalTime` has the definition; a wait is a child here.
struct CriticalPath {
  /// What a child holds on to while it runs: a node, or none.
  struct Predecessor: Sendable, Equatable {
    fileprivate var node: Int32
    /// A child that nothing had ended before.
    static let none = Predecessor(node: -1)
    /// A child of nobody, or of a span that had ended.
    static let unknown = Predecessor(node: -2)
  }

  private struct Node {
    var previous = Predecessor.none
    /// The children that hold on to it, the nodes after it, and one where it is the last.
    var references: Int32 = 0
    var end: Int64 = 0
    var own = PathTime(key: PathTime.Key(stage: 0), nanoseconds: 0)
    /// Whether there is an entry in `rests`: a child without children and waits has nothing but its
    /// work, and must not pay for a list.
    var hasRest = false
  }

  private var nodes: [Node] = []
  /// Waits and children of what is in a node, by its index.
  private var rests: [Int32: [PathTime]] = [:]
  /// Nodes that nobody refers to.
  private var freeNodes: [Int32] = []
  private var last = Predecessor.none
  /// How many nodes there may be before paths are put together.
  private var room = 64

  /// How many nodes are in memory, for tests.
  var nodeCount: Int { nodes.count - freeNodes.count }

  /// When the last child ended; `nil` before.
  var lastEnd: Int64? { end(of: last) }

  /// A child starts.
  ///
  /// - Returns: What it gives back when it ends.
  mutating func begin() -> Predecessor {
    retain(last)
    return last
  }

  /// A child ends.
  ///
  /// - Parameters:
  ///   - predecessor: What it got when it started.
  ///   - end: When it ended. A child that ended earlier than another but is told of later is on no
  ///     path: nobody can have started after it and before that one.
  ///   - own: Its work on its own critical path.
  ///   - rest: Its waits on that path, and the paths of its children; keys may occur more than once.
  mutating func end(_ predecessor: Predecessor, at end: Int64, own: PathTime, rest: [PathTime]) {
    guard end >= lastEnd ?? .min else { return release(predecessor) }
    let node = makeNode(Node(previous: predecessor, references: 1, end: end, own: own))
    if !rest.isEmpty { set(rest, of: node.node) }
    release(last)
    last = node
  }

  /// Visits the times of the last child to have ended and of all before it; a key may occur more
  /// than once.
  @inline(__always)
  func forEach(_ visit: (PathTime) -> Void) {
    var next = last
    while next != .none {
      let index = Int(next.node)
      visit(nodes[index].own)
      if nodes[index].hasRest, let rest = rests[next.node] { rest.forEach(visit) }
      next = nodes[index].previous
    }
  }

  /// All of it, in nanoseconds.
  var nanoseconds: Int64 {
    var sum: Int64 = 0
    forEach { sum += $0.nanoseconds }
    return sum
  }

  /// When what a child holds on to ended; `nil` where that is nothing.
  func end(of predecessor: Predecessor) -> Int64? {
    predecessor.node < 0 ? nil : nodes[Int(predecessor.node)].end
  }

  private mutating func makeNode(_ node: Node) -> Predecessor {
    if freeNodes.isEmpty, nodes.count >= room { putTogether() }
    guard let index = freeNodes.popLast() else {
      nodes.append(node)
      return Predecessor(node: Int32(nodes.count - 1))
    }
    nodes[Int(index)] = node
    return Predecessor(node: index)
  }

  private mutating func retain(_ predecessor: Predecessor) {
    guard predecessor != .none else { return }
    nodes[Int(predecessor.node)].references += 1
  }

  private mutating func release(_ predecessor: Predecessor) {
    var next = predecessor
    while next != .none {
      let index = Int(next.node)
      nodes[index].references -= 1
      guard nodes[index].references == 0 else { return }
      free(next.node)
      next = nodes[index].previous
    }
  }

  /// Makes room where nobody refers to a node any more; it still knows what was before it.
  private mutating func free(_ node: Int32) {
    if nodes[Int(node)].hasRest {
      nodes[Int(node)].hasRest = false
      rests[node] = nil
    }
    freeNodes.append(node)
  }

  private mutating func set(_ rest: [PathTime], of node: Int32) {
    nodes[Int(node)].hasRest = true
    rests[node] = rest
  }

  /// Lets every node take over those before it that nobody else refers to.
  private mutating func putTogether() {
    for index in nodes.indices where nodes[index].references > 0 {
      let node = Int32(index)
      var rest = nodes[index].hasRest ? rests[node] ?? [] : []
      var previous = nodes[index].previous
      while previous != .none, nodes[Int(previous.node)].references == 1 {
        let taken = nodes[Int(previous.node)]
        rest.append(taken.own)
        if taken.hasRest { rest += rests[previous.node] ?? [] }
        nodes[Int(previous.node)].references = 0
        free(previous.node)
        previous = taken.previous
      }
      guard previous != nodes[index].previous else { continue }
      rest.combine()
      set(rest, of: node)
      nodes[index].previous = previous
    }
    // What is left is what many children at a time need.
    if nodeCount > room / 2 { room *= 2 }
  }
}
