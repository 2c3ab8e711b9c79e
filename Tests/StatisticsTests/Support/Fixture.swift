import Foundation
import Testing

/// Reference values from the folder `Fixtures`, written by `generate.py`.
func fixture<Content: Decodable>(_ name: String, as type: Content.Type) throws -> Content {
  let url = try #require(
    Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures")
  )
  return try JSONDecoder().decode(type, from: Data(contentsOf: url))
}

/// Whether two numbers agree to a share of the expected one.
func agrees(
  _ actual: Double?,
  _ expected: Double,
  relative: Double = 1e-10,
  absolute: Double = 0
)
  -> Bool
{
  guard let actual else { return false }
  return abs(actual - expected) <= max(relative * abs(expected), absolute)
}
