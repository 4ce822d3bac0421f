import Testing

@testable import Sandbox

@Suite struct MultipartReaderTests {
  private static let form =
    "--X\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n"
    + "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.jsonl\"\r\n"
    + "Content-Type: application/jsonl\r\n\r\nline 1\r\n--not the end\r\n\r\n--X--\r\n"

  /// The events with the bytes of each part joined.
  private static func read(_ pieces: [[UInt8]]) throws -> [String] {
    var reader = try MultipartReader(contentType: "multipart/form-data; boundary=X")
    var parts: [String] = []
    for piece in pieces {
      for event in try reader.feed(piece) {
        switch event {
        case .part(let name, let filename): parts.append("\(name)/\(filename ?? "-"): ")
        case .bytes(let bytes): parts[parts.count - 1] += String(decoding: bytes, as: UTF8.self)
        case .endOfPart: parts[parts.count - 1] += "."
        }
      }
    }
    try reader.finish()
    return parts
  }

  @Test(arguments: [1, 2, 3, 7, 64, 1_000])
  func `a form reads the same whatever the pieces it arrives in`(size: Int) throws {
    let bytes = Array(Self.form.utf8)
    let pieces = stride(from: 0, to: bytes.count, by: size).map {
      Array(bytes[$0..<min($0 + size, bytes.count)])
    }
    #expect(
      try Self.read(pieces) == [
        "purpose/-: batch.", "file/a.jsonl: line 1\r\n--not the end\r\n.",
      ])
  }

  @Test func `an empty file is a file`() throws {
    let form =
      "--X\r\nContent-Disposition: form-data; name=\"file\"; filename=\"e\"\r\n\r\n\r\n--X--"
    #expect(try Self.read([Array(form.utf8)]) == ["file/e: ."])
  }

  @Test func `a form that ends early is refused`() {
    #expect(throws: MultipartReader.Fault.endedEarly) {
      try Self.read([Array(Self.form.utf8.dropLast(12))])
    }
  }

  @Test(arguments: ["application/json", "multipart/form-data", "multipart/form-data; boundary="])
  func `without a boundary there is no form`(contentType: String) {
    #expect(throws: MultipartReader.Fault.noBoundary) {
      try MultipartReader(contentType: contentType)
    }
  }

  @Test func `headers without end are refused`() throws {
    var reader = try MultipartReader(contentType: "multipart/form-data; boundary=\"X\"")
    #expect(throws: MultipartReader.Fault.brokenHeader) {
      _ = try reader.feed(Array("--X\r\n".utf8) + [UInt8](repeating: 65, count: 20_000))
    }
  }
}
