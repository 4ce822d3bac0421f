import Foundation
import Testing

@testable import Inputs

struct FarTimesTests {
  @Test(arguments: [15_032_385_535, Int.max, 9_223_372_037])
  func `a time that is too late for nanoseconds is the last there is`(seconds: Int) {
    let stamp = timespec(tv_sec: seconds, tv_nsec: 999_999_999).nanoseconds
    #expect(stamp == .max)
  }

  @Test func `other times are what they are, and too early ones the first`() {
    #expect(timespec(tv_sec: 2, tv_nsec: 7).nanoseconds == 2_000_000_007)
    #expect(timespec(tv_sec: .min, tv_nsec: 0).nanoseconds == .min)
  }
}
