import Basics
import Testing

@Suite struct BisectionTests {
  @Test func `bisection finds the first element that does not go before`() {
    for count in 0...20 {
      let numbers = (0..<count).map { $0 * 2 }
      for wanted in -1...(2 * count + 1) {
        let expected = numbers.firstIndex { $0 >= wanted } ?? numbers.endIndex
        #expect(numbers.bisect { $0 < wanted } == expected)
      }
    }
  }

  @Test func `a part of an array keeps its indices`() {
    let part = [9, 9, 1, 3, 5][2...]
    #expect(part.bisect { $0 < 3 } == 3)
    #expect(part.bisect { $0 < 6 } == part.endIndex)
  }

  @Test func `an element is found by its key or not at all`() {
    let words = ["a", "bb", "dddd"]
    #expect(words.bisect(\.count, 2) == "bb")
    #expect(words.bisect(\.count, 3) == nil)
    #expect(words.bisect(\.count, 5) == nil)
    #expect([String]().bisect(\.count, 1) == nil)
  }
}
