import Testing
import TropeModel

@Suite struct RunPartTests {
  @Test func `a run that asks once is its own whole`() {
    let part = RunPart()
    #expect(!part.isOneOfSeveral && part.isWholeKnown)
    #expect(part.whole(dollars: 2) == 2 && part.whole(seconds: 3) == 3)
    #expect(part.whole(done: 3, of: 4) == (3, 4) && part.whole(done: 0, of: 0) == (0, 1))
  }

  @Test func `a part among others counts what came before and what comes after`() {
    let part = RunPart(
      number: 2, count: 3, dollarsBefore: 1, secondsBefore: 10, dollarsAfter: 4, secondsAfter: 40)
    #expect(part.isOneOfSeveral && part.isWholeKnown && part.words == "part 2 of 3")
    #expect(part.whole(dollars: 2) == 7 && part.whole(seconds: 20) == 70)
    #expect(part.whole(done: 5, of: 10) == (15, 30))
    // Between two parts nothing of the next one is known.
    #expect(part.whole(done: 0, of: 0) == (1, 3))
  }

  @Test func `what nobody can tell yet is left out, and that is known`() {
    let part = RunPart(
      number: 2, count: nil, dollarsBefore: 1, secondsBefore: 10, dollarsAfter: 4,
      secondsAfter: nil)
    #expect(!part.isWholeKnown && part.isOneOfSeveral && part.words == "part 2")
    #expect(part.whole(dollars: 2) == 7 && part.whole(seconds: 20) == 30)
    #expect(part.whole(done: 5, of: 10) == (5, 10))
  }
}
