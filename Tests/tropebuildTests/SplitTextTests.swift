import Engine
import Inputs
import Testing

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
}
