// Counts the words of a made-up text and prints the most frequent ones.

/// A small generator of numbers, the same on every machine.
struct Generator {
  var state: UInt64 = 42

  mutating func next(below bound: UInt64) -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return (state >> 33) % bound
  }
}

func makeText(words: Int) -> [UInt8] {
  var generator = Generator()
  var text: [UInt8] = []
  for _ in 0..<words {
    // The product of two numbers is small more often than large, as with words of a language.
    var word = generator.next(below: 60) * generator.next(below: 60)
    repeat {
      text.append(UInt8(97 + word % 26))
      word /= 26
    } while word > 0
    text.append(32)
  }
  return text
}

func countWords(in text: [UInt8]) -> [String: Int] {
  var counts: [String: Int] = [:]
  for word in text.split(separator: 32) {
    let key = String(decoding: word, as: UTF8.self)
    counts[key, default: 0] += 1
  }
  return counts
}

let words = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 100_000
let counts = countWords(in: makeText(words: words))
let top = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10)
for (word, count) in top { print(count, word) }
