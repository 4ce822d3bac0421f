import Display
import Testing
import TropeModel
@testable import Engine

@Suite struct ProgressScreenTests {
  private let size = TerminalSize(columns: 80)
  private let plan = ProgressPlan(
    realtime: .init(movies: 100, requests: 100, typical: .seconds(600)), dollars: 2,
    startedAt: Timestamp(milliseconds: 0))

  private func screen(_ environment: [String: String]?) -> ProgressScreen {
    ProgressScreen(
      model: ProgressModel(plan: plan),
      kind: TerminalKind(isTerminal: environment != nil, environment: environment ?? [:]))
  }

  private func moment(_ seconds: Int) -> Moment {
    Moment(Timestamp(milliseconds: Int64(seconds) * 1_000), real: .seconds(seconds))
  }

  private func batch(_ number: Int, _ step: BatchStep) -> LaneEvent {
    .batch(number: number, step: step, done: 0, total: 10)
  }

  @Test func `in a log a matter gets a line in ten seconds, and its last word is not lost`() {
    var screen = screen(nil)
    #expect(
      screen.take(batch(1, .uploading), at: moment(0), size: size)
        == "tropebuild: batch 1: uploading\n")
    for step in [BatchStep.submitted, .server("validating"), .server("in_progress")] {
      #expect(screen.take(batch(1, step), at: moment(1), size: size) == "")
    }
    #expect(
      screen.take(batch(2, .uploading), at: moment(2), size: size)
        == "tropebuild: batch 2: uploading\n")
    #expect(screen.tick(at: moment(9), size: size) == "")
    let lines = screen.tick(at: moment(10), size: size).split(separator: "\n")
    #expect(lines.first == "tropebuild: batch 1: in progress")
    #expect(
      lines.last
        == "tropebuild: real time: 0 of 100 (0%), 0 of 500 requests/min, 10 min left; cost $0.00 of $2.00"
    )
    #expect(screen.take(batch(1, .collected), at: moment(11), size: size) == "")
    #expect(screen.end(size: size) == "tropebuild: batch 1: collected\n")
  }

  @Test func `the longer a run lasts, the more seldom a log is told how it stands`() {
    var screen = screen(nil)
    var said: [Int] = []
    for second in 0..<7_200 where !screen.tick(at: moment(second), size: size).isEmpty {
      said.append(second)
    }
    #expect(said.prefix(4) == [10, 20, 30, 40])
    #expect(zip(said, said.dropFirst()).allSatisfy { $1 - $0 >= 10 })
    let late = said.filter { $0 > 6_000 }
    #expect(zip(late, late.dropFirst()).allSatisfy { $1 - $0 >= 100 })
    #expect(late.count > 9)
  }

  @Test func `in a log there are neither colours nor movements of the cursor`() {
    var screen = screen(nil)
    let failed = LaneEvent.failed(movie: movie(7), reason: "\u{1B}[2Jthe plot\nis empty")
    #expect(
      screen.take(failed, at: moment(0), size: size)
        == "tropebuild: failed: 7:  [2Jthe plot is empty\n")
  }

  @Test func `on a terminal what failed stands above the live lines, in one write`() {
    var screen = screen(["TERM": "xterm", "NO_COLOR": "1"])
    #expect(screen.tick(at: moment(0), size: size).contains("real time"))
    let text = screen.take(
      .failed(movie: movie(7), reason: "no"), at: moment(0), size: size)
    #expect(text.hasPrefix("\u{1B}[?2026h\r\u{1B}[2A\u{1B}[Jtropebuild: failed: 7: no\nreal time"))
    #expect(text.hasSuffix("\u{1B}[?2026l"))
    #expect(!text.contains("\u{1B}[31m"))
    #expect(screen.end(size: size) == "\r\u{1B}[2A\u{1B}[J")
  }

  @Test func `on a terminal a wait is shown where it lives and not said besides`() {
    var screen = screen(["TERM": "xterm"])
    let wait = LaneEvent.waiting(
      lane: .realtime, until: Timestamp(milliseconds: 60_000), .rate)
    #expect(screen.take(wait, at: moment(0), size: size) == "")
    #expect(screen.tick(at: moment(1), size: size).contains("the rate limit, for 59 s"))
  }

  @Test func `lines that come by the thousand are thinned on a terminal, too`() {
    var screen = screen(["TERM": "xterm"])
    var said = 0
    for id in 1...1_000 {
      let event = LaneEvent.failed(movie: movie(id), reason: "no")
      if screen.take(event, at: moment(0), size: size).contains("failed: ") { said += 1 }
    }
    #expect(said == 10)
    let next = screen.take(
      .failed(movie: movie(1), reason: "no"), at: moment(11), size: size)
    #expect(next.contains("(and 990 more like it)"))
  }
}
