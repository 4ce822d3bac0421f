import Display
import Testing
import TropeModel

@Suite struct ReasonGroupTests {
  private func entry(
    _ number: Int64, _ reason: String, _ advice: String = ""
  ) throws -> FailedTarget {
    FailedTarget(
      movie: try #require(MovieID(number: number)), reason: reason, advice: advice)
  }

  @Test(arguments: [
    ("data/plot_summaries_9.txt: the plot is empty", "the plot is empty"),
    ("data/plot_summaries_9.txt:12: not UTF-8: byte 7", "not UTF-N: byte N"),
    ("in/character.metadata_9.csv:3:1: 5 fields", "N fields"),
    ("the model's answer was cut off", "the model's answer was cut off"),
    ("trope 'X' of 'Y' is in no catalog", "trope '…' of '…' is in no catalog"),
    (
      "3 replies were no good; the last one: the model refused: 'I'm sorry, but I can't help.'",
      "the model refused"
    ),
    (
      "3 replies were no good; the last one: no answer for 'Anna's mother', 'Bert' and 2 more",
      "no answer for '…', '…' and N more"
    ),
    ("other.txt: the plot is empty", "other.txt: the plot is empty"), ("", ""),
  ])
  func `a reason loses what differs from movie to movie`(reason: String, common: String) throws {
    #expect(ReasonGroup.common(reason, of: try #require(MovieID(number: 9))) == common)
  }

  @Test func `reasons stand together, the most frequent first`() throws {
    let groups = ReasonGroup.groups(of: [
      try entry(3, "in/plot_summaries_3.txt: the plot is empty"),
      try entry(2, "the answer has 2 movies"), try entry(1, "the answer has 17 movies"),
    ])
    #expect(groups.map(\.reason) == ["the answer has N movies", "the plot is empty"])
    #expect(groups.map { $0.targets.map(\.movie.number) } == [[1, 2], [3]])
  }

  @Test func `few are listed one by one, a corpus by its reasons`() throws {
    let few = try (1...20).map { try entry(Int64($0), "in/cast_\($0).csv: no column", "add it") }
    let short = ReasonGroup.lines(of: few, head: "failed", all: "--json")
    #expect(short.count == 20)
    #expect(short[0] == "failed: 1: in/cast_1.csv: no column (add it)")

    var many = try (1...25_458).map { number in
      try entry(Int64(number), "in/cast_\(number).csv: no column", "add it")
    }
    many.append(try entry(30_000, "the model refused", "see 'tropebuild explain 30000'"))
    let lines = ReasonGroup.lines(of: many, head: "failed", all: "'tropebuild status --json'")
    #expect(
      lines == [
        "failed: 25,458 movies (1, 2, 3, …): no column (add it)",
        "failed: 30000: the model refused (see 'tropebuild explain 30000')",
        "('tropebuild status --json' lists them one by one)",
      ])
  }

  @Test func `there are never more lines than fit a screen`() throws {
    let letters = Array("abcdefghijklmnopqrstuvwxyz")
    let many = try (1...26).map { try entry(Int64($0), "reason \(letters[$0 - 1])", "do \($0)") }
    let lines = ReasonGroup.lines(of: many, head: "failed", all: "--all")
    #expect(lines.count == 21)
    #expect(lines.last == "… and 6 more for other reasons (--all lists them)")
  }
}
