import Formats
import Testing

@Suite struct CSVTextTests {
  @Test(arguments: [
    (["a", "b"], "a,b\n"),
    (["Smith, John", ""], "\"Smith, John\",\n"),
    (["Henry \"Indiana\" Jones"], "\"Henry \"\"Indiana\"\" Jones\"\n"),
    (["two\nlines", "r\rr"], "\"two\nlines\",\"r\rr\"\n"),
    (["Zoë", "七"], "Zoë,七\n"),
    ([" blank ", "'"], " blank ,'\n"),
    ([""], "\"\"\n"),
    (["", ""], ",\n"),
  ])
  func `a record is quoted where it must be and only there`(fields: [String], text: String) {
    var buffer: [UInt8] = []
    CSVText.append(fields, to: &buffer)
    #expect(String(decoding: buffer, as: UTF8.self) == text)
  }

  @Test func `what is written is read back`() throws {
    let records = [
      ["a,b", "c\"d", "e\r\nf"], ["", "", ""], ["\"", ",", "\n"], ["x", " y ", "é"],
    ]
    var buffer = CSVText.byteOrderMark
    for record in records { CSVText.append(record, to: &buffer) }
    for manners in [CSVManners.strict, .generous] {
      var reader = CSVReader(buffer, manners: manners)
      var read: [[String]] = []
      while let record = try reader.next() {
        read.append(record.fields.map { String(decoding: $0, as: UTF8.self) })
      }
      #expect(read == records)
    }
  }
}
