import Planner
import TestSupport
import Testing
import TropeModel

@testable import Engine

/// Real time where one's own machine answers and nothing is paid.
@Suite struct FreeLaneTests {
  @Test func `before an answer has come, one may take an hour`() {
    #expect(AnswerPace().timeout(mostTokens: 500) == .seconds(3_600))
  }

  @Test func `an answer may take four times as long as those before would have`() {
    let pace = AnswerPace()
    pace.answered(tokens: 100, after: .seconds(200))
    #expect(pace.timeout(mostTokens: 1_000) == .seconds(8_000))
    #expect(pace.timeout(mostTokens: 10) == .seconds(600))
    #expect(pace.timeout(mostTokens: .max) == .seconds(86_400))
    for _ in 0..<40 { pace.answered(tokens: 100, after: .seconds(1)) }
    #expect(pace.timeout(mostTokens: 1_000) == .seconds(600))
  }

  @Test func `after one that did not come in time, more time is given`() {
    let pace = AnswerPace()
    pace.wasLate()
    #expect(pace.timeout(mostTokens: 1) == .seconds(7_200))
    for _ in 0..<99 { pace.wasLate() }
    #expect(pace.timeout(mostTokens: 1) == .seconds(57_600))
    pace.answered(tokens: 0, after: .seconds(1))
    pace.answered(tokens: 1, after: .zero)
    #expect(pace.timeout(mostTokens: 1) == .seconds(57_600))
  }

  /// Runs the lane on a server that never answers, and stops it once a request is on its way.
  private func stopped(isFree: Bool) async throws -> (rig: Rig, took: Duration) {
    let rig = try Rig(movies: 1)
    try rig.takeUp()
    let (stop, time) = (rig.stop, rig.time)
    rig.server.chat = { _, _ in
      stop.raise(.interrupted)
      return .hang
    }
    var context = try rig.context(
      pool: WorkPool(realtime: rig.requests(), batchLaneIsOpen: false))
    context.isFree = isFree
    let lane = RealtimeLane(
      context: context, budget: RateBudget(limits: Rig.limits), concurrency: 1,
      timeout: .seconds(600))
    let began = time.now
    await time.drive { await lane.run() }
    await rig.recorder.flush()
    return (rig, time.now - began)
  }

  @Test func `a run that is stopped does not wait for an answer that costs nothing`() async throws {
    let (rig, took) = try await stopped(isFree: true)
    #expect(took >= LaneContext.farewell && took < .seconds(60))
    #expect(try rig.states() == [.queued: 1])
    #expect(await rig.recorder.tally.failed.isEmpty)
  }

  @Test func `what has been answered before it is taken`() async throws {
    let rig = try Rig(movies: 1)
    let stop = rig.stop
    rig.server.chat = { _, _ in
      stop.raise(.interrupted)
      return .json(Reply.good())
    }
    var context = try rig.context(
      pool: WorkPool(realtime: rig.requests(), batchLaneIsOpen: false))
    context.isFree = true
    let lane = RealtimeLane(
      context: context, budget: RateBudget(limits: Rig.limits), concurrency: 1,
      timeout: .seconds(600))
    await rig.time.drive { await lane.run() }
    await rig.recorder.flush()
    #expect(try rig.recordedMovies() == [1])
  }
}
