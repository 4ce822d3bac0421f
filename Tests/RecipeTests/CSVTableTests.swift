import Testing

@testable import Recipe

struct CSVTableTests {
  @Test(arguments: [
    ("", []), ("\n\r\n", []), ("a", [["a"]]), ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
    ("a,\r\n,b\r\n", [["a", ""], ["", "b"]]), ("\"a\"\"b\",\"c,d\"\n", [["a\"b", "c,d"]]),
    ("\"line 1\r\nline 2\",x\n", [["line 1\r\nline 2", "x"]]), ("\"\"\n", []),
    ("a\rb,c\n", [["a\rb", "c"]]), ("\u{FEFF}\"a\",b", [["a", "b"]]), ("a,\"\"", [["a", ""]]),
  ])
  func `fields are read as RFC 4180 has them`(text: String, records: [[String]]) throws {
    #expect(try CSVTable(Array(text.utf8)).records.map(\.fields) == records)
  }

  @Test func `records know the line on which they begin`() throws {
    let table = try CSVTable(Array("a\n\"b\nc\nd\"\r\n\ne\n".utf8))
    #expect(table.records.map(\.line) == [1, 2, 6])
  }
}
