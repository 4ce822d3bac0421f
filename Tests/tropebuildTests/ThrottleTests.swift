import Testing

@testable import tropebuild

@Suite struct ThrottleTests {
  @Test func `lets the first ten through, then one in ten seconds with the number it speaks for`() {
    var throttle = Throttle()
    let start = ContinuousClock.now
    for _ in 0..<10 { #expect(throttle.pass(at: start) == 0) }
    for _ in 0..<500 { #expect(throttle.pass(at: start + .seconds(9)) == nil) }
    #expect(throttle.pass(at: start + .seconds(10)) == 500)
    #expect(throttle.pass(at: start + .seconds(11)) == nil)
  }
}
