import Display
import Testing
import TropeModel

@testable import Engine

/// Progress where one's own machine answers: it has no limits to be measured by.
@Suite struct OwnMachineProgressTests {
  private func at(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: seconds * 1_000) }

  private func model() -> ProgressModel {
    var plan = ProgressPlan(
      realtime: .init(movies: 40, requests: 40, typical: .seconds(30)), isEstimate: true,
      startedAt: at(0))
    plan.isFree = true
    var model = ProgressModel(plan: plan)
    _ = model.take(.sent(requests: 1), at: at(1))
    return model
  }

  private func answer(_ model: inout ProgressModel, _ number: Int, at second: Int64) {
    _ = model.take(
      .paid(
        lane: .realtime, usage: TokenUsage(input: 2_000, cachedInput: 0, output: 90), dollars: 0),
      at: at(second))
    _ = model.take(
      .recorded(movies: [movie(number)], lane: .realtime, batch: nil), at: at(second))
  }

  @Test func `until the first answer it says how long that is awaited, and each line is another`() {
    let model = model()
    #expect(
      model.notices(at: at(21)).map(\.text)
        == ["real time: 0 of 40 (0%), no answer yet after 20 s, 9 s left"])
    #expect(
      model.notices(at: at(46)).map(\.text)
        == ["real time: 0 of 40 (0%), no answer yet after 45 s"])
  }

  @Test func `then tokens a second and movies an hour, and the time that follows from them`() {
    var model = model()
    answer(&model, 1, at: 19)
    answer(&model, 2, at: 37)
    #expect(
      model.notices(at: at(37)).map(\.text)
        == ["real time: 2 of 40 (5%), 5.0 tokens/s, 200 movies/h, 12 min left"])
    let lines = model.lines(at: at(37), columns: 100, hasUnicode: false).map(\.text)
    #expect(lines.first?.contains("5.0 tokens/s, 200 movies/h") == true)
    #expect(lines.contains { $0.contains("no cost, 37 s so far") })
  }
}
