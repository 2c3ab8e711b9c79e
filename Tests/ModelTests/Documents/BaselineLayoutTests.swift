import PerfgateModel
import Testing

@Suite("Layout of a baseline file")
struct BaselineLayoutTests {
  private static let recordings = [
    Recording(run: "0a1b2c", epoch: 1, median: 0.012345678, count: 30),
    Recording(run: "3d4e5f", epoch: 2, median: 1234.56, count: 30, spread: 0.012345),
  ]

  private static func document() throws -> BaselineDocument {
    let epochs = [
      BaselineEpoch(id: 1, cause: .first),
      BaselineEpoch(id: 2, cause: .accepted, reason: "checks every row"),
    ]
    return BaselineDocument(
      key: BenchmarkKey(
        id: try BenchmarkID("parse/large"),
        parameters: ["size": "1000", "mode": "fast"]
      ),
      metrics: [
        "wall": MetricBaseline(
          unit: .seconds,
          kind: .continuous,
          direction: .lower,
          epochs: epochs,
          recordings: recordings,
          sample: [0.012345678, 0.1, 99_995, 2e-7, 0]
        ),
        "output_size": MetricBaseline(
          unit: .bytes,
          kind: .exact,
          direction: .lower,
          epochs: [epochs[0]],
          recordings: [
            Recording(
              run: "0a1b2c",
              epoch: 1,
              median: 123_456_789,
              count: 30,
              range: 123_456_788...123_456_790.5
            )
          ],
          sample: [123_456_789, 123_456_790.5]
        ),
      ]
    )
  }

  private static let text = """
    {
      "id": "parse/large",
      "metrics": {
        "output_size": {
          "direction": "lower",
          "epochs": [
            {"cause": "first", "id": 1}
          ],
          "kind": "exact",
          "recordings": [
            {"epoch": 1, "max": 123456790.5, "median": 123456789, "min": 123456788, "n": 30, "run": "0a1b2c"}
          ],
          "sample": [123456789, 123456790.5],
          "unit": "bytes"
        },
        "wall": {
          "direction": "lower",
          "epochs": [
            {"cause": "first", "id": 1},
            {"cause": "accepted", "id": 2, "reason": "checks every row"}
          ],
          "kind": "continuous",
          "recordings": [
            {"epoch": 1, "median": 0.01235, "n": 30, "run": "0a1b2c"},
            {"epoch": 2, "median": 1235, "n": 30, "run": "3d4e5f", "spread": 0.012}
          ],
          "sample": [0.01235, 0.1, 100000, 2e-7, 0],
          "unit": "s"
        }
      },
      "params": {
        "mode": "fast",
        "size": "1000"
      },
      "schema": "perfgate.baseline/1"
    }

    """

  @Test("keys are sorted, noise is rounded away, exact values are kept in full")
  func golden() throws {
    #expect(JSONWriter.text(try Self.document().json) == Self.text)
  }

  @Test("what was read is written as it was")
  func stable() throws {
    let bytes = Array(Self.text.utf8)
    let read = try BaselineDocument(bytes: bytes, path: "baseline.json")
    #expect(JSONWriter.bytes(read.json) == bytes)
  }

  @Test("a normalized baseline is what will be read back")
  func normalized() throws {
    var document = try Self.document()
    let read = try BaselineDocument(bytes: JSONWriter.bytes(document.json), path: "baseline.json")
    #expect(read != document)
    document.metrics = document.metrics.mapValues(\.normalized)
    #expect(read == document)
  }

  @Test("the largest numbers are not rounded up to infinity", arguments: [1.0, -1.0])
  func largest(sign: Double) throws {
    let huge = sign * Double.greatestFiniteMagnitude
    var document = try Self.document()
    document.metrics["wall"]?.sample = [huge]
    let read = try BaselineDocument(bytes: JSONWriter.bytes(document.json), path: "baseline.json")
    #expect(read.metrics["wall"]?.sample == [huge])
  }
}
