import Planner
import Recipe
import Store
import TropeModel

/// What the run is expected to come to, by what its replies and batches were so far.
extension Recorder {
  /// Takes what a reply tells.
  ///
  /// - Parameters:
  ///   - isForecast: whether its usage is not the server's.
  ///   - settled: the questions that got their records by it.
  func learn(
    from answered: Answered, _ paid: PaidReply, isForecast: Bool, settled: [Question]
  ) {
    guard course != nil, let expectation else { return }
    let whole = expectation(answered.questions).forecast
    if !answered.isKeptAlready {
      course?.paid(
        answered.lane, paid.usage, dollars: paid.costDollars, expected: isForecast ? nil : whole)
    }
    if !settled.isEmpty {
      course?.settled(
        answered.lane,
        expected: settled.count == answered.questions.count
          ? whole : expectation(settled).forecast)
    }
    tellCourse()
  }

  /// A question has failed: nothing more is expected of it.
  func giveUp(_ question: Digest) {
    guard course != nil, let expectation, let asked = targets[question]?.first?.question else {
      return
    }
    course?.settled(.realtime, expected: expectation([asked]).forecast)
    tellCourse()
  }

  /// A batch has ended, so long after the server made it.
  package func batchEnded(after time: Duration) {
    course?.batchEnded(after: time)
    tellCourse()
  }

  private func tellCourse() {
    guard let course else { return }
    let now = time.now()
    var forecast = course.forecast(after: now - began)
    forecast.part = part
    guard courseTold.map(forecast.isNews(after:)) ?? true else { return }
    courseTold = forecast
    unwritten.forecast = ExpectedRun(
      notedAt: now, dollars: forecast.dollars, seconds: forecast.typical.inSeconds)
    report(.forecast(forecast))
  }
}
