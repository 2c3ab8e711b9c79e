import PerfgateStatistics
import RealModule

/// A kind of noise that machines were seen to have, as a stream of values in measured order.
enum NoiseKind: String, CaseIterable, Sendable {
  case gaussian
  case heavyTails = "t3"
  case spikes
  case drift = "AR(1)"
  case bursts
  case bimodal
  case rhythm = "period 4"
  case ticks = "10 ms ticks"
  case ties
  case constant = "zero variance"

  /// The step that values are multiples of, in seconds; 0 for none.
  var granularity: Double { self == .ticks ? 0.01 : 0 }

  /// The time of an unchanged program, in seconds: ticks have to be small beside it.
  var level: Double { self == .ticks ? 0.8 : 0.01 }
}

/// The noise of one run: every invocation takes the next value, whichever side it is of.
struct NoiseStream {
  private let kind: NoiseKind
  private let scale: Double
  private var random: SeededGenerator
  private var index: Int
  private var drift = 0.0
  private var burst = 0

  /// Begins a run.
  ///
  /// - Parameters:
  ///   - kind: What it is like.
  ///   - scale: How many times as large as usual, on the logarithmic scale.
  ///   - seed: Of everything drawn.
  init(_ kind: NoiseKind, scale: Double, seed: UInt64) {
    self.kind = kind
    self.scale = scale
    random = SeededGenerator(seed: seed)
    // A rhythm does not begin with the run.
    index = random.nextIndex(below: 4)
  }

  /// The time of the next invocation, in seconds.
  ///
  /// - Parameter change: The logarithm of the factor by which the program is slower.
  /// - Returns: In seconds.
  mutating func next(change: Double) -> Double {
    let value = kind.level * Double.exp(change + scale * noise())
    index += 1
    switch kind {
    case .ticks: return (value / 0.01).rounded(.down) * 0.01
    case .ties: return (value / 0.0002).rounded() * 0.0002
    default: return value
    }
  }

  private mutating func noise() -> Double {
    switch kind {
    case .gaussian, .ties: return 0.03 * normal()
    case .ticks: return 0.01 * normal()
    case .constant: return 0
    case .heavyTails:
      let squares = (0..<3).reduce(0.0) { sum, _ in
        let value = normal()
        return sum + value * value
      }
      return 0.02 * normal() / (squares / 3).squareRoot()
    case .spikes: return 0.02 * normal() + (random.nextUnit() < 0.05 ? Double.log(3) : 0)
    case .drift:
      drift = 0.95 * drift + 0.02 * normal()
      return drift + 0.01 * normal()
    case .bursts:
      if burst > 0 { burst -= 1 } else if random.nextUnit() < 0.03 { burst = 8 }
      return 0.02 * normal() + (burst > 0 ? 0.5 : 0)
    case .bimodal: return 0.01 * normal() + (random.nextUnit() < 0.5 ? 0.08 : 0)
    case .rhythm: return 0.01 * normal() + (index % 4 == 0 ? 0.3 : index % 4 == 1 ? 0.1 : 0)
    }
  }

  /// A standard normal value (Box and Muller 1958).
  private mutating func normal() -> Double {
    let radius = (-2 * Double.log(1 - random.nextUnit())).squareRoot()
    return radius * Double.cos(2 * Double.pi * random.nextUnit())
  }
}
