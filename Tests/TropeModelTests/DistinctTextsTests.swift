import Testing
import TropeModel

struct DistinctTextsTests {
  @Test(arguments: [0, 1, 23, 24, 25, 1_000])
  func `each text is there once, in the order of the first`(count: Int) {
    let expected = (0..<count).map { "name \($0)" }
    var texts = DistinctTexts()
    let areNew = (expected + expected.reversed()).map { texts.insert($0) }
    #expect(areNew == expected.map { _ in true } + expected.map { _ in false })
    #expect(texts.all == expected)
  }

  @Test(arguments: [0, 40])
  func `two spellings that Unicode calls the same are one`(before: Int) {
    var texts = DistinctTexts()
    for number in 0..<before { texts.insert("\(number)") }
    let areNew = ["Jos\u{E9}", "Jose\u{301}"].map { texts.insert($0) }
    #expect(areNew == [true, false])
  }
}
