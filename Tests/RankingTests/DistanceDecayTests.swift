import Foundation
import Ranking
import TestSupport
import Testing

struct DistanceDecayTests {
  /// The decay functions as Elasticsearch's reference has them, under "function score query".
  private static func published(_ decay: DistanceDecay, meters: Double) -> Double {
    let beyond = max(0, abs(meters - 0) - decay.offsetMeters)
    switch decay.shape {
    case .gauss:
      let variance = -pow(decay.scaleMeters, 2) / (2 * log(decay.decay))
      return exp(-pow(beyond, 2) / (2 * variance))
    case .exp:
      let lambda = log(decay.decay) / decay.scaleMeters
      return exp(lambda * beyond)
    case .linear:
      let end = decay.scaleMeters / (1 - decay.decay)
      return max((end - beyond) / end, 0)
    }
  }

  @Test(arguments: [
    // Half at one scale: worked by hand.
    (DistanceDecay.Shape.exp, 750.0, 0.707106781),
    (.exp, 1500, 0.5),
    (.exp, 3000, 0.25),
    (.exp, 15000, 0.0009765625),
    (.gauss, 750, 0.840896415),
    (.gauss, 1500, 0.5),
    (.gauss, 3000, 0.0625),
    (.linear, 750, 0.75),
    (.linear, 1500, 0.5),
    (.linear, 2999, 1.0 / 3000),
    (.linear, 3000, 0),
    (.linear, 20_000_000, 0),
  ])
  func `has the worked value at a distance`(
    shape: DistanceDecay.Shape, meters: Double, expected: Double
  ) {
    #expect(abs(DistanceDecay(shape: shape).value(meters: meters) - expected) < 1e-9)
  }

  @Test(arguments: DistanceDecay.Shape.allCases)
  func `is one up to the offset, and the decay at offset and scale`(shape: DistanceDecay.Shape) {
    let decay = DistanceDecay(shape: shape, scaleMeters: 400, offsetMeters: 100, decay: 0.33)
    for meters in [0, 50, 99.999, 100] { #expect(decay.value(meters: meters) == 1) }
    #expect(decay.value(meters: 100.1) < 1)
    #expect(abs(decay.value(meters: 500) - 0.33) < 1e-12)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `agrees with Elasticsearch's definitions, never rises and stays within 0…1`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    for shape in DistanceDecay.Shape.allCases {
      let decay = DistanceDecay(
        shape: shape, scaleMeters: .random(in: 1...50_000, using: &generator),
        offsetMeters: Bool.random(using: &generator) ? 0 : .random(in: 0...5000, using: &generator),
        decay: .random(in: 0.001...0.999, using: &generator))
      var last = 1.0
      for step in 0..<1000 {
        let meters = Double(step * step) / 10
        let value = decay.value(meters: meters)
        #expect(abs(value - Self.published(decay, meters: meters)) < 1e-12)
        #expect((0...1).contains(value))
        #expect(value <= last)
        last = value
      }
    }
  }

  @Test(arguments: DistanceDecay.Shape.allCases)
  func `takes every number for a distance`(shape: DistanceDecay.Shape) {
    let decays = [
      DistanceDecay(shape: shape),
      DistanceDecay(shape: shape, scaleMeters: .leastNonzeroMagnitude),
      DistanceDecay(
        shape: shape, scaleMeters: .greatestFiniteMagnitude, decay: 1.0.nextDown),
      DistanceDecay(
        shape: shape, offsetMeters: .greatestFiniteMagnitude, decay: .leastNonzeroMagnitude),
    ]
    for decay in decays {
      #expect(decay.value(meters: .nan) == 0)
      #expect(decay.value(meters: -1) == 1)
      #expect(decay.value(meters: -.infinity) == 1)
      #expect(decay.value(meters: .infinity) == 0)
      for meters in [0, 1, 2e7, .greatestFiniteMagnitude] {
        #expect((0...1).contains(decay.value(meters: meters)))
      }
    }
  }
}
