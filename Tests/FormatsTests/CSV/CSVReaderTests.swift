import Formats
import Testing

struct CSVReaderTests {
  private func records(
    _ text: String, _ manners: CSVManners = .strict
  ) throws(CSVFault) -> [(fields: [String], line: Int)] {
    var reader = CSVReader(Array(text.utf8), manners: manners)
    var records: [(fields: [String], line: Int)] = []
    while let (fields, line) = try reader.next() {
      records.append((fields.map { String(decoding: $0, as: UTF8.self) }, line))
    }
    return records
  }

  @Test(arguments: [
    ("", []), ("\n\r\n", []), ("a", [["a"]]), ("a,b\nc,d", [["a", "b"], ["c", "d"]]),
    ("a,\r\n,b\r\n", [["a", ""], ["", "b"]]), ("\"a\"\"b\",\"c,d\"\n", [["a\"b", "c,d"]]),
    ("\"line 1\r\nline 2\",x\n", [["line 1\r\nline 2", "x"]]), ("\"\"\n", [[""]]),
    ("a\rb,c\n", [["a\rb", "c"]]), ("\u{FEFF}\"a\",b", [["a", "b"]]), ("a,\"\"", [["a", ""]]),
  ])
  func `fields are read as RFC 4180 has them`(text: String, expected: [[String]]) throws {
    #expect(try records(text).map(\.fields) == expected)
  }

  @Test func `records know the line on which they begin`() throws {
    let text = "a\n\"b\nc\nd\"\r\n\ne\n"
    #expect(try records(text).map(\.line) == [1, 2, 6])
    #expect(try records(text, .generous).map(\.line) == [1, 2, 6])
  }

  @Test(arguments: [
    ("a,b\nc", "a,b", CSVManners.strict, ["c"] as [String]?, 2),
    ("a,b\r\nc", "a,b", .strict, ["c"], 2),
    ("a,b\rc", "a,b", .generous, ["c"], 2), ("a,b\rc", "a,b", .strict, nil, 1),
    ("\u{FEFF}a,b\n\nc", "a,b", .strict, ["c"], 3), ("a,b,c", "a,b", .strict, nil, 1),
    ("a,bc", "a,b", .strict, nil, 1), ("a", "a,b", .strict, nil, 1),
    ("\na,b\nc", "a,b", .strict, nil, 2),
  ])
  func `a record that is known is stepped over, and no other`(
    text: String, record: String, manners: CSVManners, next: [String]?, line: Int
  ) throws {
    var reader = CSVReader(Array(text.utf8), manners: manners)
    let isKnown = reader.skip(Array(record.utf8))
    #expect(isKnown == (next != nil))
    let after = try reader.next()
    #expect(after?.line == line)
    if let next { #expect(after?.fields == next.map { Array($0.utf8) }) }
  }

  @Test func `behind the last record nothing follows`() throws {
    var reader = CSVReader(Array("a,b".utf8), manners: .strict)
    let isKnown = reader.skip(Array("a,b".utf8))
    let after = try reader.next()
    #expect(isKnown && after == nil)
  }

  @Test(arguments: [
    ("a,\"b\nc", CSVFault(line: 1, problem: .unclosedQuote)),
    ("a\n\"b\nc\"d\n", CSVFault(line: 3, problem: .textAfterQuote)),
    ("a\nb\"c\n", CSVFault(line: 2, problem: .quoteInsideField)),
  ])
  func `what is no CSV is a fault in its line`(text: String, fault: CSVFault) {
    #expect(throws: fault) { try records(text) }
  }

  @Test func `generous manners take quotes inside fields and lines that end in CR`() throws {
    let read = try records("6'2\" Joe,x\rb,\"c\rd\"\re", .generous)
    #expect(read.map(\.fields) == [["6'2\" Joe", "x"], ["b", "c\rd"], ["e"]])
    #expect(read.map(\.line) == [1, 2, 4])
  }

  @Test(arguments: [CSVManners.generous, .strict])
  func `one column is kept as all columns are, whatever stands there`(manners: CSVManners) {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<3_000 {
      let text = (0..<Int.random(in: 0...14, using: &random)).map { _ in
        Array("a,b\"\n\r".utf8).randomElement(using: &random) ?? 0x61
      }
      let column = Int.random(in: 0...2, using: &random)
      var one = CSVReader(text, manners: manners)
      var all = CSVReader(text, manners: manners)
      var isOver = false
      while !isOver {
        let whole = Result { try all.next() }
        let row = Result { try one.next(keeping: column) }
        switch (whole, row) {
        case (.success(let whole?), .success(let row?)):
          #expect(row == (whole.fields.count, whole.line), "\(text)")
          if column < whole.fields.count { #expect(one.kept == whole.fields[column], "\(text)") }
        case (.success(nil), .success(nil)): isOver = true
        case (.failure(let fault), .failure(let other)):
          #expect(fault as? CSVFault == other as? CSVFault, "\(text)")
          isOver = true
        default:
          Issue.record("\(text): \(whole), \(row)")
          isOver = true
        }
      }
    }
  }

  @Test(arguments: [0, 1, 2])
  func `one column is kept as all columns are`(column: Int) throws {
    let text = "a,b,c\r\n\"d \"\"1\"\"\",\"e,\nf\",\n,,\"\"\n"
    var one = CSVReader(Array(text.utf8), manners: .strict)
    var all = CSVReader(Array(text.utf8), manners: .strict)
    while let (fields, line) = try all.next() {
      let row = try #require(try one.next(keeping: column))
      #expect(row == (fields.count, line))
      #expect(one.kept == fields[column])
    }
    #expect(try one.next(keeping: column) == nil)
  }
}
