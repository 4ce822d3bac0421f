import Display
import Testing
import TropeModel

@testable import Report

@Suite struct RateCourseTests {
  private func rate(
    _ seconds: [Int64], perMinute: Int? = 10, tokens: Int? = nil, perDay: Int? = nil
  ) -> ReportAccount.Rate {
    ReportAccount.Rate(
      requests: seconds.map { (Timestamp(milliseconds: $0 * 1_000), 100) },
      requestsPerMinute: perMinute, requestsPerDay: perDay, tokensPerMinute: tokens)
  }

  @Test func `minutes count from the first request and hold until the next`() throws {
    let course = try #require(RateCourse(rate([30, 31, 89, 90, 215])))
    let line = try #require(course.lines.first)
    #expect(line.points.map(\.value) == [0.3, 0.1, 0, 0.1, 0.1])
    #expect(line.points.map(\.time) == [30_000, 90_000, 150_000, 210_000, 270_000])
    #expect(course.from == 30_000 && course.until == 270_000)
    #expect(
      course.words == [
        "Busiest minute: 3 of 10 requests (30.0 %); on average, of minutes with a request, 16.7 %."
      ])
  }

  @Test func `tokens and the day have their own limits`() throws {
    let course = try #require(
      RateCourse(rate([0, 1, 90_000], perMinute: nil, tokens: 1_000, perDay: 4)))
    #expect(course.lines.map(\.name) == ["tokens a minute"])
    #expect(course.lines.first?.points.first?.value == 0.2)
    // The first two are more than a day older than the last.
    #expect(
      course.words.last
        == "In the 24 hours before the last request: 1 of 4 requests (25.0 %).")
  }

  @Test func `without requests or limits there is nothing to show`() {
    #expect(RateCourse(rate([])) == nil)
    #expect(RateCourse(rate([1], perMinute: nil)) == nil)
  }

  @Test(arguments: [0, 59, 3_600, 90_000, 86_400 * 40, 86_400 * 4_000] as [Int64])
  func `an axis of time has few round marks within its span`(seconds: Int64) {
    let from = Timestamp(milliseconds: 1_795_000_123_456)
    let until = from + .seconds(seconds)
    let marks = Figures.timeMarks(from: from, until: until)
    #expect(marks.count <= 10)
    #expect(seconds < 60 || !marks.isEmpty)
    #expect(
      marks.allSatisfy {
        $0.time >= Double(from.milliseconds) && $0.time <= Double(until.milliseconds)
      })
  }

  @Test func `moments are told in UTC`() {
    #expect(Figures.moment(Timestamp(milliseconds: 1_795_000_123_456)) == "2026-11-18 11:08")
    #expect(Figures.moment(Timestamp(milliseconds: -1)) == "1969-12-31 23:59")
  }
}
