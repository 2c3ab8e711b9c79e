/// What a comparison case by case rests on.
package struct CaseEvidence: Sendable, Equatable {
  /// How many cases were compared: the same on both sides, with a value on both.
  package var compared: Int
  /// In how many clusters they are, which count as one each; `nil` where all stand alone.
  package var clusters: Int?
  /// How many of them are worse now.
  package var worse: Int
  /// How many of them are better now.
  package var better: Int
  /// How often each was repeated, at most, on either side.
  package var repeats: Int
  /// How many ways to give signs were drawn; `nil` where all were looked at, or none.
  package var draws: Int?

  /// Creates evidence.
  package init(
    compared: Int,
    clusters: Int? = nil,
    worse: Int = 0,
    better: Int = 0,
    repeats: Int = 1,
    draws: Int? = nil
  ) {
    self.compared = compared
    self.clusters = clusters
    self.worse = worse
    self.better = better
    self.repeats = repeats
    self.draws = draws
  }

  /// The evidence as JSON.
  var json: JSONValue {
    .object(
      [
        "compared": .integer(compared), "clusters": clusters.map(JSONValue.integer),
        "worse": .integer(worse), "better": .integer(better), "repeats": .integer(repeats),
        "draws": draws.map(JSONValue.integer),
      ],
      omittingNil: true
    )
  }

  /// Reads evidence; `nil` where nothing was compared case by case.
  init?(optional node: JSONNode?) throws(JSONError) {
    guard let object = try node?.object() else { return nil }
    self.init(
      compared: try object.required("compared").integer(atLeast: 0),
      clusters: try object["clusters"]?.integer(atLeast: 0),
      worse: try object.required("worse").integer(atLeast: 0),
      better: try object.required("better").integer(atLeast: 0),
      repeats: try object["repeats"]?.integer(atLeast: 0) ?? 1,
      draws: try object["draws"]?.integer(atLeast: 0)
    )
  }
}
