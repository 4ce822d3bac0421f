import Inputs
import Testing
import TropeModel

@Suite struct CastRowTests {
  private static let header = CastTable.header + "\n"

  @Test func `every row has its columns, whatever their order`() throws {
    let text = """
      actor_name,character_name,extra,actor_height\r
      "Lawrence, Jennifer",  Katniss   Everdeen ,x,1.75
      Nobody,,,
      """
    let rows = try CastTable.rows(in: Array(text.utf8), path: "c.csv")
    #expect(rows.map(\.characterName) == ["Katniss Everdeen", ""])
    #expect(rows.map(\.actorName) == ["Lawrence, Jennifer", "Nobody"])
    #expect(rows.map(\.actorHeight) == ["1.75", ""])
    #expect(rows[0].actorBirthDate == "")
  }

  @Test func `the corpus's columns are all read`() throws {
    let text =
      Self.header + "/m/0gkz15s,2012-03-12,Cato,1990-11-30,M,1.88,/m/x,A L,21,/m/map,/m/c,/m/a\n"
    let row = try #require(try CastTable.rows(in: Array(text.utf8), path: "c.csv").first)
    #expect(row.freebaseMovieID == "/m/0gkz15s")
    #expect(row.releaseDate == "2012-03-12")
    #expect(row.actorBirthDate == "1990-11-30")
    #expect(row.actorGender == "M")
    #expect(row.actorEthnicity == "/m/x")
    #expect(row.actorAge == "21")
    #expect(row.mapID == "/m/map")
  }

  @Test(arguments: ["", "character_name\n", CastTable.header])
  func `a file without rows has none`(text: String) throws {
    #expect(try CastTable.rows(in: Array(text.utf8), path: "c.csv").isEmpty)
  }

  @Test(arguments: [
    "a,b\n1,2\n", "character_name,b\n1\n", "character_name,character_name\n1,2\n",
    "character_name\n\"x\n", "character_name\n\u{0}\n",
  ])
  func `what names refuses, rows refuses with the same words`(text: String) throws {
    let bytes = Array(text.utf8)
    let named = #expect(throws: Diagnostic.self) { try CastTable.names(in: bytes, path: "c") }
    let rows = #expect(throws: Diagnostic.self) { try CastTable.rows(in: bytes, path: "c") }
    #expect(named == rows)
    #expect(named != nil)
  }
}
