import Recipe
import Report
import Testing
import TropeModel

@Suite struct LabelMappingTests {
  private static let catalog = [
    (id: "DITZ", name: "Ditz"), (id: "GOLDEN_BOY_GIRL", name: "Golden Boy/Girl"),
  ]

  private func read(_ text: String) throws -> [String: [String]] {
    try LabelMapping(csv: Array(text.utf8), path: "map.csv", catalog: Self.catalog).tropes
  }

  @Test func `tropes stand by name or id, in the order of the file, each once`() throws {
    let mapping = try read(
      "catalog,gold,why\nGolden Boy/Girl | DITZ|Ditz,jock,x\n,nothing,\n")
    #expect(mapping == ["jock": ["GOLDEN_BOY_GIRL", "DITZ"], "nothing": []])
  }

  @Test(arguments: [
    ("", "an empty file"), ("a,b\n", "map.csv:1: the header must have"),
    ("gold,catalog\nx\n", "map.csv:2: 1 fields instead of 2"),
    ("gold,catalog,catalog\nx,A,B\n", "map.csv:1: the header has the column 'catalog' twice"),
    ("gold,catalog\nx,Ditz\nx,Ditz\n", "map.csv:3: 'x' was already mapped on line 2"),
    ("gold,catalog\nx,ditz\n", "map.csv:2: the catalog has no trope 'ditz'"),
    ("gold,catalog\n\"x,Ditz\n", "map.csv:2: a quoted field that begins here has no end"),
  ])
  func `what is wrong with a file is told by line`(text: String, words: String) throws {
    let error = try #require(#expect(throws: Diagnostics.self) { try read(text) })
    #expect(error.description.contains(words), "\(error)")
  }

  @Test func `the mapping that comes with the program fits the catalog that does`() throws {
    let mapping = try LabelMapping(
      csv: Array(LabelMapping.builtInCSV.utf8), path: "built-in",
      catalog: Catalog.builtIn.tropes.map { ($0.id, $0.name) })
    #expect(mapping.tropes.count == 72)
    #expect(mapping.tropes.values.allSatisfy { (1...3).contains($0.count) })
    #expect(mapping.tropes["byronic_hero"]?.first == "BYRONIC_HERO")
  }
}
