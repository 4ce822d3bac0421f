import Planner
import Testing
import TropeModel

/// A hundred requests of a lane: 1,000 tokens in for $0.001, 100 out for $0.002 each.
private func lane(_ requests: Int = 100, typical: Duration = .seconds(1_000)) -> LaneForecast {
  var lane = LaneForecast()
  lane.questions = requests
  lane.requests = requests
  lane.inputTokens = 1_000 * requests
  lane.outputTokens = 100 * requests
  lane.outputCost = 0.002 * Double(requests)
  lane.cost = 0.003 * Double(requests)
  lane.typical = typical
  return lane
}

private let expected = TokenUsage(input: 1_000, cachedInput: 0, output: 100)
private let hour = BatchTurnaround(
  typical: .seconds(3_600), worst: .seconds(86_400), source: .assumed)

private func course(
  batch: LaneForecast = LaneForecast(), realtime: LaneForecast = LaneForecast(),
  turnaround: BatchTurnaround? = hour
) -> RunCourse {
  RunCourse(
    Forecast(batch: batch, realtime: realtime, isEstimate: false), turnaround: turnaround)
}

extension RunCourse {
  /// Replies that are so many times as long as expected, their input so many times as dear, and that settle their question.
  fileprivate mutating func answer(
    _ count: Int, _ lane: Lane = .realtime, output: Double = 1, input: Double = 1,
    settles: Bool = true
  ) {
    for _ in 0..<count {
      paid(
        lane, TokenUsage(input: 1_000, cachedInput: 0, output: Int(100 * output)),
        dollars: 0.001 * input + 0.002 * output, expected: expected)
      if settles { settled(lane, expected: expected) }
    }
  }
}

@Suite struct RunCourseTests {
  @Test func `before anything is seen, it is the plan's forecast`() {
    let forecast = course(batch: lane(typical: .seconds(7_200)), realtime: lane())
      .forecast(after: .zero)
    #expect(abs(forecast.dollars - 0.6) < 1e-9)
    #expect(forecast.typical == .seconds(7_200) && forecast.batchTypical == .seconds(7_200))
    #expect(forecast.turnaround == .seconds(3_600) && forecast.outputRatio == 1)
    #expect(forecast.isOpen)
    let free = course(realtime: LaneForecast(), turnaround: nil).forecast(after: .zero)
    #expect(free.dollars == 0 && !free.isOpen && free.turnaround == nil)
  }

  /// Of a hundred: how many are answered, how long and how dear, and what all really costs.
  static let cases:
    [(answered: Int, output: Double, input: Double, truth: Double, within: Double)] =
      [
        (50, 1, 1, 0.3, 1e-9), (50, 2, 1, 0.5, 0.03), (50, 0.5, 1, 0.2, 0.03),
        (50, 5, 1, 1.1, 0.07),
        (50, 1, 2, 0.4, 0.02), (10, 2, 1, 0.5, 0.15), (25, 2, 1, 0.5, 0.07), (100, 2, 2, 0.6, 1e-9),
        (100, 9, 1, 1.9, 1e-9),
      ]

  @Test(arguments: cases)
  func `cost follows from what replies really had`(
    _ given: (answered: Int, output: Double, input: Double, truth: Double, within: Double)
  ) {
    var course = course(realtime: lane())
    course.answer(given.answered, output: given.output, input: given.input)
    let forecast = course.forecast(after: .seconds(100))
    #expect(
      abs(forecast.dollars - given.truth) <= given.within * given.truth + 1e-9,
      "\(forecast.dollars) of \(given.truth)")
    #expect(forecast.isOpen == (given.answered < 100))
  }

  @Test func `what one lane shows of replies holds for the other, and of input for itself`() {
    var course = course(batch: lane(), realtime: lane())
    course.answer(100, output: 2, input: 3)
    // Real time has cost 0.7; batches will have 0.1 for input and nearly 0.4 for output.
    let dollars = course.forecast(after: .seconds(10)).dollars
    #expect(abs(dollars - 1.2) < 0.02, "\(dollars)")
  }

  @Test func `bad answers are paid, and their questions are still to be answered`() {
    var course = course(realtime: lane())
    course.answer(10, settles: false)
    #expect(abs(course.forecast(after: .seconds(10)).dollars - 0.33) < 1e-9)
    course.answer(100)
    let end = course.forecast(after: .seconds(20))
    #expect(abs(end.dollars - 0.33) < 1e-9 && !end.isOpen)
  }

  @Test func `a few odd replies move it little, and it comes back`() {
    var course = course(realtime: lane(1_000))
    course.answer(100)
    course.answer(3, output: 1_000)
    let paid = 103 * 0.001 + (100 + 3_000) * 0.002
    let after = course.forecast(after: .seconds(10))
    #expect(after.outputRatio < 1.13, "\(after.outputRatio)")
    #expect(after.dollars - paid < 897 * 0.003 * 1.1)
    course.answer(400)
    #expect(course.forecast(after: .seconds(20)).outputRatio < 1.02)
    // A server that tells what cannot be teaches nothing.
    let before = course.forecast(after: .seconds(20))
    course.paid(
      .realtime, TokenUsage(input: 1_000, cachedInput: 0, output: 100), dollars: 0.5, expected: nil)
    let next = course.forecast(after: .seconds(20))
    #expect(next.outputRatio == before.outputRatio)
    #expect(abs(next.dollars - before.dollars - 0.5) < 1e-9)
  }

  @Test func `it follows replies that get longer while the run goes on`() {
    var course = course(realtime: lane(2_000))
    course.answer(1_000)
    course.answer(600, output: 10)
    #expect(course.forecast(after: .seconds(10)).outputRatio > 9)
  }

  @Test func `what the other lane has taken over is not expected twice`() {
    var course = course(batch: lane(), realtime: lane())
    course.answer(150)
    #expect(abs(course.forecast(after: .seconds(10)).dollars - 0.6) < 1e-9)
    course.answer(50)
    let end = course.forecast(after: .seconds(20))
    #expect(abs(end.dollars - 0.6) < 1e-9 && !end.isOpen)
  }

  @Test func `batches of earlier runs are expected too`() {
    let forecast = RunCourse(
      Forecast(batch: lane(), realtime: LaneForecast(), isEstimate: false), underWay: lane(50),
      turnaround: hour
    ).forecast(after: .zero)
    #expect(abs(forecast.dollars - 0.45) < 1e-9)
  }

  /// Who says how long a batch takes, how long those that have ended took, and what is typical then.
  static let turnarounds: [(BatchTurnaround.Source, ended: [Int], typical: Int)] = [
    (.assumed, [], 3_600), (.assumed, [600], 600), (.assumed, [600, 700, 90_000], 700),
    (.measured(batches: 20), [600], 3_457), (.measured(batches: 3), [600, 600, 600], 2_100),
    (.given, [7_200, 7_200, 7_200], 5_400), (.measured(batches: 200), [60, 60], 3_565),
  ]

  @Test(arguments: turnarounds)
  func `batches that have ended tell how long the others take`(
    _ given: (source: BatchTurnaround.Source, ended: [Int], typical: Int)
  ) {
    let turnaround = BatchTurnaround(
      typical: .seconds(3_600), worst: .seconds(86_400), source: given.source)
    var course = course(batch: lane(typical: .seconds(7_200)), turnaround: turnaround)
    for seconds in given.ended { course.batchEnded(after: .seconds(seconds)) }
    let forecast = course.forecast(after: .seconds(60))
    #expect(Int((forecast.turnaround ?? .zero).inSeconds.rounded()) == given.typical)
    #expect(Int(forecast.batchTypical.inSeconds.rounded()) / 2 == given.typical)
  }

  @Test func `real time goes by its own pace from a twentieth on, and by the forecast before`() {
    var course = course(realtime: lane())
    course.answer(4)
    #expect(course.forecast(after: .seconds(200)).typical == .seconds(1_000))
    course.answer(6)
    #expect(Int(course.forecast(after: .seconds(500)).typical.inSeconds.rounded()) == 5_000)
    // Never less than what has passed.
    #expect(course.forecast(after: .seconds(100_000)).typical >= .seconds(100_000))
  }

  @Test func `waits for the next day are no pace: the plan has reckoned them`() {
    // Five of twelve went in four seconds; five more may a day later, and two after two days.
    var days = lane(12, typical: .seconds(2 * 86_400 + 4))
    days.boundByDay = .seconds(12 * 86_400 / 5)
    var course = course(realtime: days)
    course.answer(5)
    #expect(course.forecast(after: .seconds(4)).typical == .seconds(2 * 86_400 + 4))
    course.answer(5)
    #expect(course.forecast(after: .seconds(86_404)).typical == .seconds(2 * 86_400 + 4))
  }

  @Test func `small changes are no news, and the end is`() {
    func forecast(_ dollars: Double, _ seconds: Int, isOpen: Bool = true) -> RunForecast {
      RunForecast(
        dollars: dollars, typical: .seconds(seconds), batchTypical: .zero, turnaround: nil,
        outputRatio: 1, isOpen: isOpen)
    }
    let told = forecast(1, 1_000)
    #expect(!told.isNews(after: told))
    #expect(!forecast(1.009, 1_040).isNews(after: told))
    #expect(forecast(1.011, 1_000).isNews(after: told))
    #expect(forecast(1, 940).isNews(after: told))
    #expect(forecast(1, 1_000, isOpen: false).isNews(after: told))
    #expect(forecast(0.5, 1_000).isNews(after: forecast(0, 1_000)))
    #expect(!forecast(0, 0).isNews(after: forecast(0, 0)))
  }
}
