import TestSupport
import Testing

@testable import Geofencing

struct OrientationTests {
  @Test(arguments: 0..<20 as Range<UInt64>)
  func `has the sign of the exact determinant for points nearly in line`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let scale: Double = [1e-50, 1e-9, 1, 100].randomElement(using: &random) ?? 1
      let a = (scale * random.number(-1.8...1.8), scale * random.number(-0.9...0.9))
      let b = (random.number(-180...180), random.number(-90...90))
      let share = random.number(-1...2)
      var c = (a.0 + share * (b.0 - a.0), a.1 + share * (b.1 - a.1))
      for _ in 0..<Int.random(in: 0..<3, using: &random) { c.0 = c.0.nextUp }
      let sign = Orientation.sign(ax: a.0, ay: a.1, bx: b.0, by: b.1, cx: c.0, cy: c.1)
      let (ax, ay) = (BigInteger(scaling: a.0), BigInteger(scaling: a.1))
      let (bx, by) = (BigInteger(scaling: b.0), BigInteger(scaling: b.1))
      let (cx, cy) = (BigInteger(scaling: c.0), BigInteger(scaling: c.1))
      let exact = ((ax - cx) * (by - cy) - (ay - cy) * (bx - cx)).sign
      #expect((sign > 0 ? 1 : sign < 0 ? -1 : 0) == exact, "\(a) \(b) \(c)")
    }
  }

  @Test func `is zero for points of one line and changes with the last digit of a number`() {
    #expect(Orientation.sign(ax: 0, ay: 0, bx: 3, by: 3, cx: 1.1, cy: 1.1) == 0)
    #expect(Orientation.sign(ax: 0, ay: 0, bx: 3, by: 3, cx: 1.1, cy: 1.1.nextUp) > 0)
    #expect(Orientation.sign(ax: 0, ay: 0, bx: 3, by: 3, cx: 1.1.nextUp, cy: 1.1) < 0)
  }
}
