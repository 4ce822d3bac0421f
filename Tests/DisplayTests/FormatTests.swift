import Display
import Testing

@Suite struct FormatTests {
  @Test(arguments: [
    (0.0, "$0.00"), (11.194, "$11.19"), (11.195001, "$11.20"), (0.0042, "$0.0042"),
    (-3.5, "-$3.50"), (1e300, "$–"), (.infinity, "$–"), (.nan, "$–"),
  ])
  func `Dollars have cents, and more below one cent`(value: Double, text: String) {
    #expect(Format.dollars(value) == text)
  }

  @Test(arguments: [
    (0, "0"), (9_999, "9999"), (10_577, "10.6k"), (999_949, "999.9k"), (999_950, "1.0M"),
    (102_845_886, "102.8M"), (15_000_000_000, "15.0G"),
  ])
  func `Counts are short`(value: Int, text: String) {
    #expect(Format.count(value) == text)
  }

  @Test(arguments: [(0, "0"), (999, "999"), (42_306, "42,306"), (-1_234_567, "-1,234,567")])
  func `Whole numbers are grouped`(value: Int, text: String) {
    #expect(Format.grouped(value) == text)
  }

  @Test(arguments: [
    (Duration.zero, "0 s"), (.seconds(42), "42 s"), (.seconds(1_020), "17 min"),
    (hours(8.6), "8.6 h"), (hours(47.9), "47.9 h"), (hours(101.52), "4.2 days"),
  ])
  func `Times are in the unit that suits them`(value: Duration, text: String) {
    #expect(Format.time(value) == text)
  }

  @Test func `one thing of one is in the singular`() {
    #expect(Format.counted(1, of: 1, "movie") == "1 of 1 movie")
    #expect(Format.counted(1, of: 42_306, "movie") == "1 of 42,306 movies")
  }
}
