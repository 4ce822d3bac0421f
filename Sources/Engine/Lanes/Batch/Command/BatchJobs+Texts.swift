import Basics
import Formats
import OpenAIClient

// What a job is known by, and what its command is told.
extension BatchJobs {
  /// As one word of a shell's.
  static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }

  /// A command with its places filled; what is put into one is not looked into for another.
  static func filled(_ command: String, _ places: [String: String]) -> String {
    var (line, rest) = ("", Substring(command))
    while let bracket = rest.firstIndex(of: "{") {
      line += rest[..<bracket]
      rest = rest[bracket...]
      if let place = places.first(where: { rest.hasPrefix("{\($0.key)}") }) {
        line += quoted(place.value)
        rest = rest.dropFirst(place.key.count + 2)
      } else {
        line.append(rest.removeFirst())
      }
    }
    return line + rest
  }

  /// What can be a file's name and nothing else.
  static func isName(_ id: String) -> Bool {
    !id.isEmpty && !id.hasPrefix(".")
      && id.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"):
          true
        default: "-._".utf8.contains(byte)
        }
      }
  }

  /// The model that the first request of a file asks.
  static func model(in path: String) -> String? {
    guard var lines = try? JSONLines(path: path), let line = try? lines.next() else { return nil }
    return try? JSONDocument(line).root["body"]?["model"]?.string
  }

  static func copy(_ source: String, to path: String) throws(FileError) {
    let writer = try AtomicFileWriter(path)
    try AtomicFile.readPieces(of: source) { piece throws(FileError) in try writer.append(piece) }
    try writer.commit()
  }
}
