import Testing

@testable import Tropefile

@Suite struct QuantityTests {
  @Test(arguments: [
    ("0", 0), ("4", 4), ("007", 7), ("1900000", 1_900_000), ("1_900_000", 1_900_000),
    ("1.9M", 1_900_000), ("1.9 M", 1_900_000), ("64k", 64_000), ("64K", 64_000),
    ("15G", 15_000_000_000), ("0.5k", 500), ("999999999999999999", 999_999_999_999_999_999),
  ])
  func `counts are read as people write them`(text: String, count: Int) {
    #expect(Quantity.parseCount(text) == count)
  }

  @Test(arguments: [
    "", " ", "four", "-4", "+4", "1.5", "1.", ".5", "1e6", "0x10", "1,900", "1.9m", "1.9MB",
    "1__0", "_1", "1_", "M", "1.9M ", " 4", "4 4", "9999999999999999999", "9999999999G",
    "1.0000000001M", "٤", "1\n",
  ])
  func `what is no count is none`(text: String) {
    #expect(Quantity.parseCount(text) == nil)
  }

  @Test(arguments: [
    ("90s", 90_000), ("24h", 86_400_000), ("1h30m", 5_400_000), ("1h 30m", 5_400_000),
    ("2d", 172_800_000), ("500ms", 500), ("1.5h", 5_400_000), ("0s", 0),
    ("1d2h3m4s5ms", 93_784_005),
  ])
  func `times are read with their units`(text: String, milliseconds: Int) {
    #expect(Quantity.parseDuration(text) == .milliseconds(milliseconds))
  }

  @Test(arguments: [
    "", "90", "s", "h1", "1h30", "30m1h", "1h1h", "-1h", "1 h", "1H", "1h ", "1h  2m", "1w",
    "1.0001ms", "99999999999999999d", "1h,30m",
  ])
  func `what is no time is none`(text: String) {
    #expect(Quantity.parseDuration(text) == nil)
  }

  @Test(arguments: [
    ("$5", 5.0), ("5", 5), ("5.50", 5.5), ("$0.075", 0.075), ("0", 0), ("$1_000", 1_000),
  ])
  func `dollars are read with and without their sign`(text: String, dollars: Double) {
    #expect(Quantity.parseDollars(text) == dollars)
  }

  @Test(arguments: [
    ("99.9%", 0.999), ("0.999", 0.999), ("2%", 0.02), ("2 %", 0.02), ("7%", 0.07), ("29%", 0.29),
    ("0.1%", 0.001), ("50%", 0.5), ("100%", 1.0), ("0.0000000000000001%", 1e-18),
  ])
  func `a share in percent is the same number as its fraction, and shown as it was written`(
    text: String, share: Double
  ) {
    #expect(Quantity.parseShare(text) == share)
    if text.hasSuffix("%"), !text.contains(" "), share > 1e-9 {
      #expect(Quantity.show(percent: share) == text)
    }
  }

  @Test(arguments: ["", "%", " %", "2  %", "2%%", "-2%", "2% ", "2.%"])
  func `what is no share is none`(text: String) {
    #expect(Quantity.parseShare(text) == nil)
  }

  @Test(arguments: ["", "$", "5$", "$-5", "-5", "5€", "five", "1e3", "nan", "inf", "$$5", "1,50"])
  func `what is no amount is none`(text: String) {
    #expect(Quantity.parseDollars(text) == nil)
  }

  @Test(arguments: [
    ("200MB", 200_000_000), ("200MiB", 209_715_200), ("209715200", 209_715_200),
    ("209_715_200", 209_715_200), ("1.5GB", 1_500_000_000), ("1 KiB", 1_024), ("12B", 12),
    ("1kB", 1_000), ("1KB", 1_000), ("1GiB", 1 << 30),
  ])
  func `sizes tell thousands from powers of two`(text: String, bytes: Int) {
    #expect(Quantity.parseSize(text) == bytes)
  }

  @Test(arguments: ["", "200M", "200mb", "MB", "-1MB", "0.1B", "9999999999GiB", "1 M B"])
  func `what is no size is none`(text: String) {
    #expect(Quantity.parseSize(text) == nil)
  }

  @Test(arguments: [("-3", -3), ("17", 17), ("0", 0)])
  func `a seed may be negative`(text: String, value: Int) {
    #expect(Quantity.parseInteger(text) == value)
    #expect(Quantity.parseInteger("--3") == nil)
  }

  @Test func `what is shown is read back`() {
    for count in [0, 1, 999, 1_234_567, 1_900_000, 2_000_000, 15_000_000_000] {
      #expect(Quantity.parseCount(Quantity.show(count: count)) == count)
    }
    for milliseconds in [
      1, 500, 1_000, 1_500, 60_000, 90_000, 600_000, 5_400_000, 86_400_000,
      172_800_000, 90_061_000,
    ] {
      let duration = Duration.milliseconds(milliseconds)
      #expect(Quantity.parseDuration(Quantity.show(duration: duration)) == duration)
    }
    for dollars in [0, 5, 5.5, 0.075, 0.0025, 1_000_000] {
      #expect(Quantity.parseDollars(Quantity.show(dollars: dollars)) == dollars)
    }
    for size in [1, 1_000, 200_000_000, 209_715_200] {
      #expect(Quantity.parseSize(Quantity.show(size: size)) == size)
    }
  }

  @Test func `amounts are shown as people write them`() {
    #expect(Quantity.show(count: 1_900_000) == "1.9M")
    #expect(Quantity.show(count: 50_000) == "50000")
    #expect(Quantity.show(duration: .seconds(60)) == "60s")
    #expect(Quantity.show(duration: .seconds(600)) == "10m")
    #expect(Quantity.show(duration: .seconds(5_400)) == "1h30m")
    #expect(Quantity.show(duration: .seconds(86_400)) == "24h")
    #expect(Quantity.show(duration: .seconds(172_800)) == "2d")
    #expect(Quantity.show(dollars: 0.075) == "$0.075")
    #expect(Quantity.show(size: 209_715_200) == "200MiB")
  }
}
