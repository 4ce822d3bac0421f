import Recipe
import Testing

@Suite struct NameJoinTests {
  private let join = NameJoin(["Ann", "ANN", "O’Neil", "Bob  Lee", "Ann", "", "<X>"])

  @Test(arguments: [
    ("Ann", [0, 4]), ("ANN", [1]), ("ann", [0, 1, 4]), ("O'Neil", [2]), ("Bob Lee", [3]),
    ("bob lee", [3]), ("<X>", [6]), ("Nobody", []), ("\u{2013}", []),
  ])
  func `a name is found by its spelling first, and else by what models change`(
    name: String, places: [Int]
  ) {
    #expect(join.places(of: name) == places)
  }
}
