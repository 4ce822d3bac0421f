import Testing

@testable import Engine

@Suite struct ThrottleTests {
  @Test func `lets the first ten through, then one in ten seconds with the number it speaks for`() {
    var throttle = Throttle()
    for _ in 0..<10 { #expect(throttle.pass(at: .seconds(1)) == 0) }
    for _ in 0..<500 { #expect(throttle.pass(at: .seconds(10)) == nil) }
    #expect(throttle.pass(at: .seconds(11)) == 500)
    #expect(throttle.pass(at: .seconds(12)) == nil)
  }
}
