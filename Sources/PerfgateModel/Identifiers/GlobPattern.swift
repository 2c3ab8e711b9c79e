/// A pattern over ids: `*` within a segment, `**` across segments, `?` one character, all else literal.
package struct GlobPattern: Sendable, Hashable, CustomStringConvertible {
  private enum Token: Hashable {
    case literal(Character)
    case anyCharacter
    case anyInSegment
    case anything
    /// `**/`: any number of whole segments, none included.
    case anySegments

    /// Whether it takes any number of characters.
    var repeats: Bool {
      switch self {
      case .literal, .anyCharacter: false
      case .anyInSegment, .anything, .anySegments: true
      }
    }
  }

  /// The pattern as the user wrote it.
  package let text: String
  private let tokens: [Token]

  /// Compiles a pattern; every text is one.
  package init(_ text: String) {
    self.text = text
    var tokens: [Token] = []
    let characters = Array(text)
    var index = 0
    while index < characters.count {
      switch characters[index] {
      case "*" where characters.dropFirst(index + 1).first == "*":
        let atSegmentStart = index == 0 || characters[index - 1] == "/"
        if atSegmentStart, characters.dropFirst(index + 2).first == "/" {
          tokens.append(.anySegments)
          index += 3
        } else {
          tokens.append(.anything)
          index += 2
        }
      case "*":
        tokens.append(.anyInSegment)
        index += 1
      case "?":
        tokens.append(.anyCharacter)
        index += 1
      default:
        tokens.append(.literal(characters[index]))
        index += 1
      }
    }
    self.tokens = tokens
  }

  /// The pattern itself.
  package var description: String { text }

  /// Whether the pattern matches a whole text, in time proportional to pattern times text.
  package func matches(_ text: String) -> Bool {
    let characters = Array(text)
    // reachable[i]: the tokens so far can consume exactly the first i characters.
    var reachable = [Bool](repeating: false, count: characters.count + 1)
    reachable[0] = true
    for token in tokens {
      var next = [Bool](repeating: false, count: characters.count + 1)
      switch token {
      case .literal(let literal):
        for i in characters.indices where reachable[i] && characters[i] == literal {
          next[i + 1] = true
        }
      case .anyCharacter:
        for i in characters.indices where reachable[i] && characters[i] != "/" {
          next[i + 1] = true
        }
      case .anyInSegment, .anything:
        var open = false
        for i in 0...characters.count {
          open = open || reachable[i]
          next[i] = open
          if token == .anyInSegment, i < characters.count, characters[i] == "/" { open = false }
        }
      case .anySegments:
        var open = false
        for i in 0...characters.count {
          if reachable[i] { next[i] = true }
          if open, i > 0, characters[i - 1] == "/" { next[i] = true }
          open = open || reachable[i]
        }
      }
      reachable = next
    }
    return reachable[characters.count]
  }

  /// Whether the pattern matches any text with a beginning, an ending and something in between.
  ///
  /// A slash in between is taken for possible, and `**/` for anything.
  ///
  /// - Parameters:
  ///   - beginning: How the text begins.
  ///   - ending: How it ends.
  /// - Returns: Whether there may be such a text.
  package func canMatch(beginning: String, ending: String) -> Bool {
    var places = closed([0])
    for character in beginning { places = following(places, by: character) }
    guard let first = places.min() else { return false }
    let anywhere = places.filter { $0 < tokens.count && tokens[$0].repeats }
    places = closed(anywhere.union((first + 1)..<(tokens.count + 1)))
    for character in ending { places = following(places, by: character) }
    return places.contains(tokens.count)
  }

  /// Before which tokens the match can stand once one more character is taken.
  private func following(_ places: Set<Int>, by character: Character) -> Set<Int> {
    var next: Set<Int> = []
    for place in places where place < tokens.count {
      switch tokens[place] {
      case .literal(let literal): if literal == character { next.insert(place + 1) }
      case .anyCharacter: if character != "/" { next.insert(place + 1) }
      case .anyInSegment: if character != "/" { next.insert(place) }
      case .anything, .anySegments: next.insert(place)
      }
    }
    return closed(next)
  }

  /// The same with what follows tokens that need no character.
  private func closed(_ places: Set<Int>) -> Set<Int> {
    var all = places
    for place in tokens.indices where all.contains(place) && tokens[place].repeats {
      all.insert(place + 1)
    }
    return all
  }
}
