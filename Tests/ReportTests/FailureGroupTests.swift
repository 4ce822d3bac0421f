import Testing
import TropeModel

@testable import Report

@Suite struct FailureGroupTests {
  private func failure(_ number: Int64, _ reason: String) throws -> ReportFailure {
    ReportFailure(
      movie: try #require(MovieID(number: number)), title: nil, year: nil, reason: reason,
      attempts: 1)
  }

  @Test(arguments: [
    ("data/plot_summaries_9.txt: the plot is empty", "the plot is empty"),
    ("data/plot_summaries_9.txt:12: not UTF-8: byte 7", "not UTF-N: byte N"),
    ("in/character.metadata_9.csv:3:1: 5 fields", "N fields"),
    ("the model's answer was cut off", "the model's answer was cut off"),
    ("trope 'X' of 'Y' is in no catalog", "trope '…' of '…' is in no catalog"),
    ("other.txt: the plot is empty", "other.txt: the plot is empty"), ("", ""),
  ])
  func `a reason loses what differs from movie to movie`(reason: String, common: String) throws {
    #expect(FailureGroup.common(try failure(9, reason)) == common)
  }

  @Test func `failures stand together by their reasons, the most frequent first`() throws {
    let groups = FailureGroup.groups(of: [
      try failure(3, "in/plot_summaries_3.txt: the plot is empty"),
      try failure(2, "the answer has 2 movies"), try failure(1, "the answer has 17 movies"),
    ])
    #expect(groups.map(\.reason) == ["the answer has N movies", "the plot is empty"])
    #expect(groups.map { $0.failures.map(\.movie.number) } == [[1, 2], [3]])
  }
}
