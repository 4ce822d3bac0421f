import Planner
import TestSupport
import Testing
import TropeModel

@testable import Engine

/// What replies that were cut off teach of the bounds of later requests.
@Suite struct OutputBoundsTests {
  private let bounds = OutputBounds(OutputBound(thoughts: .none))
  private let start = Timestamp(milliseconds: 0)

  private func cuts(_ count: Int, askedAt: Timestamp, at now: Timestamp) -> [Int] {
    (0..<count).compactMap { _ in bounds.wasCutOff([], askedAt: askedAt, now: now) }
  }

  @Test func `requests that were under way before all got more teach nothing of that`() {
    let first = start + .seconds(1)
    #expect(cuts(8, askedAt: start, at: first) == [4])
    // Those that are asked with four times as much, and are cut off all the same, do.
    #expect(cuts(8, askedAt: start + .seconds(2), at: start + .seconds(3)) == [16])
    #expect(cuts(8, askedAt: first, at: start + .seconds(4)) == [])
  }

  @Test func `the lines of one batch enlarge what all get once`() async throws {
    let rig = try Rig(movies: 12, bound: OutputBound(thoughts: .none))
    rig.time.advance(by: .seconds(60))
    let body = Reply.body(#"{"characters":[{"name"#, finish: "length")
    for question in rig.questions {
      var answered = try RecorderTests.answered(rig, question, body: body, batch: 1)
      answered.batchWrittenAt = rig.time.now + .seconds(-30)
      _ = await rig.recorder.take(answered)
    }
    #expect(rig.remarks.filter { $0.contains("as large") }.count == 1)
    #expect(rig.remarks.contains { $0.contains("the limit is 4 times as large") })
  }
}
