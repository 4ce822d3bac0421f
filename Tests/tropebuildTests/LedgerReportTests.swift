import Store
import Testing
import TropeModel

@testable import tropebuild

/// The words of `tropebuild ledger`.
@Suite struct LedgerReportTests {
  private func sum(replies: Int, answered: Int, bad: Int) -> String {
    var totals = LedgerTotals()
    var spending = Spending()
    spending.replies = replies
    totals.byLane[.batch] = spending
    totals.answeredQuestions = answered
    totals.badAnswers = bad
    return LedgerReport(lines: [], reserved: [], totals: totals, runs: []).text
  }

  @Test func `numbers and nouns agree`() {
    #expect(
      sum(replies: 1, answered: 1, bad: 1)
        == "paid $0.00 for 1 reply; kept: 1 answered question worth $0.00, 1 bad answer")
    #expect(
      sum(replies: 2, answered: 0, bad: 1_000)
        == "paid $0.00 for 2 replies; kept: 0 answered questions worth $0.00, 1,000 bad answers")
  }
}
