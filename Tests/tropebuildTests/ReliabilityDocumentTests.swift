import Foundation
import Testing

/// docs/reliability.md, docs/findings-held.md and docs/servers.md against the tests that they name.
@Suite struct ReliabilityDocumentTests {
  private static let topLevel = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The names of the functions and structures that the tests' sources declare.
  private static let declared = Result<Set<String>, any Error> {
    let tests = topLevel.appending(path: "Tests")
    let files = FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)
    var names: Set<String> = []
    while let file = files?.nextObject() as? URL {
      guard file.pathExtension == "swift" else { continue }
      let text = try String(contentsOf: file, encoding: .utf8)
      for rest in text.components(separatedBy: "func ").dropFirst() {
        let isQuoted = rest.hasPrefix("`")
        let name = isQuoted ? rest.dropFirst().prefix { $0 != "`" } : rest.prefix { $0 != "(" }
        names.insert(String(name))
      }
      for rest in text.components(separatedBy: "struct ").dropFirst() {
        names.insert(String(rest.prefix { $0 != " " && $0 != ":" }))
      }
    }
    return names
  }

  /// What stands between backquotes in the last column of the tables.
  private static func names(in document: String) throws -> [String] {
    let text = try String(contentsOf: topLevel.appending(path: document), encoding: .utf8)
    return text.split(separator: "\n").filter { $0.hasPrefix("| ") }.flatMap { line in
      let column = line.split(separator: "|").last { !$0.allSatisfy { $0 == " " } } ?? ""
      return column.split(separator: "`", omittingEmptySubsequences: false).enumerated()
        .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
  }

  @Test(arguments: ["docs/reliability.md", "docs/findings-held.md", "docs/servers.md"])
  func `every test that the page names is there`(document: String) throws {
    let declared = try Self.declared.get()
    let names = try Self.names(in: document)
    #expect(names.count > 20)
    for name in names {
      let isThere =
        name.hasPrefix("Benchmarks/")
        ? FileManager.default.fileExists(atPath: Self.topLevel.appending(path: name).path)
        : declared.contains(name)
      #expect(isThere, "\(document) names '\(name)', which is no test")
    }
  }
}
