import Testing
import TropeModel

@Suite struct TimestampISO8601Tests {
  @Test(arguments: [
    (Int64(0), "1970-01-01T00:00:00.000Z"),
    (-1, "1969-12-31T23:59:59.999Z"),
    (951_782_400_000, "2000-02-29T00:00:00.000Z"),
    (1_795_369_291_029, "2026-11-22T17:41:31.029Z"),
    (4_107_542_399_999, "2100-02-28T23:59:59.999Z"),
    (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
  ])
  func `a moment is spelled and read back`(milliseconds: Int64, text: String) {
    #expect(Timestamp(milliseconds: milliseconds).iso8601 == text)
    #expect(Timestamp(iso8601: text) == Timestamp(milliseconds: milliseconds))
  }

  @Test(arguments: [
    "", "2026-11-22", "2026-11-22 17:41:31.029Z", "2026-02-30T00:00:00.000Z",
    "2026-13-01T00:00:00.000Z", "2026-11-22T24:00:00.000Z", "2026-11-22T17:41:31.029+",
    "２026-11-22T17:41:31.029Z",
  ])
  func `any other spelling is refused`(text: String) {
    #expect(Timestamp(iso8601: text) == nil)
  }

  @Test func `every day of four centuries comes back as itself`() {
    for day in stride(from: Int64(-80_000), to: 66_097, by: 1) {
      let moment = Timestamp(milliseconds: day * 86_400_000 + 12_345)
      #expect(Timestamp(iso8601: moment.iso8601) == moment)
    }
  }
}
