import PerfgateModel
import Testing

@Suite("Identifiers")
struct IdentifierTests {
  @Test(
    "patterns know segments",
    arguments: [
      ("parse/*", "parse/large", true), ("parse/*", "parse/a/b", false),
      ("parse/**", "parse/a/b", true),
      ("parse/**", "parse", false), ("**", "a/b/c", true), ("**/x", "x", true),
      ("**/x", "a/b/x", true),
      ("**/x", "ax", false), ("a/**/z", "a/z", true), ("a/**/z", "a/b/c/z", true),
      ("a?c", "abc", true),
      ("a?c", "a/c", false), ("a[1]", "a[1]", true), ("a[1]", "a1", false), ("p*e", "parse", true),
      ("", "", true), ("*", "", true), ("é*", "éa", true), ("a**b", "a/x/b", true),
    ] as [(String, String, Bool)]
  )
  func patterns(pattern: String, id: String, matches: Bool) {
    #expect(GlobPattern(pattern).matches(id) == matches)
  }

  @Test("a hostile pattern takes no exponential time")
  func hostilePattern() {
    let pattern = GlobPattern(String(repeating: "*a", count: 300))
    #expect(!pattern.matches(String(repeating: "a", count: 1000) + "b"))
  }

  @Test(
    "file names are safe everywhere",
    arguments: [
      ("plain", "plain"), ("a b", "a b"), ("..", "%2E%2E"), (".git", "%2Egit"),
      ("_class", "%5Fclass"),
      ("50%", "50%25"), ("a:b*c?", "a%3Ab%2Ac%3F"), ("con", "%63on"), ("COM1.txt", "%43OM1.txt"),
      ("console", "console"), ("end.", "end%2E"), ("a.json", "a%2Ejson"), ("a.JSON", "a%2EJSON"),
      (".json", "%2Ejson"), ("tab\t", "tab%09"), ("größe", "größe"),
    ]
  )
  func fileNames(segment: String, encoded: String) {
    #expect(FileNameEncoding.encode(segment[...]) == encoded)
  }

  @Test("an id is normalised, bounded and has no empty segments")
  func ids() throws {
    #expect(try BenchmarkID("e\u{301}").text.unicodeScalars.count == 1)
    for text in [
      "", "/a", "a//b", "a/", String(repeating: "a/", count: 600) + "a",
      String(repeating: "x", count: 201),
    ] {
      #expect(throws: IdentifierError.self) { try BenchmarkID(text) }
    }
    let long = try BenchmarkID(Array(repeating: "x", count: 500).joined(separator: "/"))
    #expect(long.text.utf8.count == 999)
  }

  @Test("parameters are sorted, shown and stored apart from the id")
  func keys() throws {
    let key = BenchmarkKey(
      id: try BenchmarkID("parse/../large"),
      parameters: ["size": "1/2", "mode": "a]b"]
    )
    #expect(key.description == "parse/../large[mode=a]b,size=1/2]")
    #expect(key.filePath == "parse/%2E%2E/large[mode=a%5Db,size=1%2F2]")
    #expect(
      BenchmarkKey(id: try BenchmarkID("A/b")).folded
        == BenchmarkKey(id: try BenchmarkID("a/B")).folded
    )
  }

  @Test("near misses are suggested, far ones are not")
  func nearMisses() {
    let names = ["wall", "cpu", "peak_rss", "warmup"]
    #expect(NearMiss.phrase(for: "wal", among: names) == " (did you mean 'wall'?)")
    #expect(NearMiss.phrase(for: "awll", among: names) == " (did you mean 'wall'?)")
    #expect(NearMiss.phrase(for: "throughput", among: names) == "")
    #expect(NearMiss.suggestions(for: "peak", among: names) == ["peak_rss"])
  }
}
