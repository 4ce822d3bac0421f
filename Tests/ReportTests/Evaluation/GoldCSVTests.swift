import Report
import Testing
import TropeModel

/// Labelled characters in a file separated by commas.
@Suite struct GoldCSVTests {
  private func read(_ text: String) throws -> [GoldLine] {
    try GoldFile.read(Array(text.utf8), path: "gold.csv")
  }

  @Test func `lines without a label are nobody's yet, and the others are read`() throws {
    let lines = try read(
      "wikipedia_id,title,character,trope,chosen\n7,\"A, B\",\"Smith, John\",MENTOR,differ\n8,C,Ann,,differ\n9,D,Bob,Bully,\n"
    )
    #expect(lines.map(\.name) == ["Smith, John", "Bob"])
    #expect(lines.map(\.chosen) == ["differ", ""])
    #expect(lines.map(\.line) == [2, 4])
  }

  @Test(arguments: [
    "wikipedia_id,character,trope\n7,Ann,\n", "wikipedia_id,character,trope\nx,Ann,A\n",
    "wikipedia_id,character,trope\n7,Ann\n", "wikipedia_id,character,trope\n7,\"Ann,A\n",
  ])
  func `faults are told by line`(text: String) {
    #expect(throws: Diagnostics.self) { try read(text) }
  }

  @Test func `a label may be a trope's name or id`() throws {
    let mapping = try LabelMapping(
      csv: Array("gold,catalog\nwise,Mentor\n".utf8), path: "m",
      catalog: [(id: "MENTOR", name: "Mentor"), (id: "BULLY", name: "Bully")])
    #expect(mapping.tropes(of: "wise") == ["MENTOR"])
    #expect(mapping.tropes(of: "Bully") == ["BULLY"] && mapping.tropes(of: "BULLY") == ["BULLY"])
    #expect(mapping.tropes(of: "nobody").isEmpty)
  }
}
