import Engine
import Inputs
import Testing
import TropeModel

@testable import tropebuild

/// What is said of a split.
@Suite struct SplitTextTests {
  private func outcome(_ change: (inout SplitReport) -> Void) -> SplitStep.Outcome {
    var report = SplitReport()
    change(&report)
    return SplitStep.Outcome(report: report, isPreview: false, isTable: true)
  }

  @Test func `casts that may not be parted are a warning that says what to write`() {
    let outcome = outcome {
      $0.castNotes.ofOneName = 54
      $0.castNotes.unparted = .init(sign: "|", casts: 25)
    }
    #expect(
      outcome.warning
        == "54 casts of one name, 25 of them with \"|\": if that parts characters, write 'separator: \"|\"' below "
        + "'corpus:', or each such cell is asked about as one character")
    #expect(self.outcome { $0.castNotes.ofOneName = 54 }.warning == nil)
  }

  @Test func `cells that say that they are missing are counted`() {
    let words = outcome { $0.castNotes.missing = 3 }.words
    #expect(
      words.hasSuffix(
        ", 3 cells of characters with nothing but a word such as 'nan' or 'None' taken as empty"),
      "\(words)")
  }

  @Test func `movies that are gone are all named where the split is asked for alone`() throws {
    let movies = try (1...5).map { try #require(MovieID(number: $0)) }
    let outcome = outcome { $0.leftovers = movies }
    #expect(outcome.words.hasSuffix("): 1, 2, 3, …"))
    #expect(outcome.words(namesAll: true).hasSuffix("): 1, 2, 3, 4, 5"))
    let left = self.outcome {
      $0.leftovers = movies
      $0.isPruned = true
    }
    #expect(left.words.contains("not what a split is known to have made"))
  }
}
