import Foundation
import TestSupport
import Testing

@testable import Sandbox

@Suite struct QualityTableTests {
  @Test func `a table names models by any of their names, and leaves the others as they are`()
    throws
  {
    let table = try QualityTable(parsing: "gpt-6-luna=81%, gpt-5-2025-08-07=0.9,left-out=1%")
    #expect(table.accuracies["gpt-6-luna"] == 0.81)
    #expect(table.accuracies["gpt-5"] == 0.9)
    #expect(table.leftOut == 0.01)
    #expect(table.mixedUp == 0.02)
    #expect(table.accuracies["gpt-4o"] == QualityTable().accuracies["gpt-4o"])
    let usual = try QualityTable(parsing: "usual")
    #expect(usual == QualityTable())
  }

  @Test func `every model that is played has a usual accuracy`() {
    for model in ModelTable.all { #expect(QualityTable().accuracies[model.name] != nil) }
  }

  @Test(arguments: [
    ("", QualityError.empty), ("gpt-6-luna", .notAnAssignment("gpt-6-luna")),
    ("gpt-7=80%", .unknownModel("gpt-7")), ("gpt-6-luna=120%", .badShare("gpt-6-luna=120%")),
    ("gpt-6-luna=well", .badShare("gpt-6-luna=well")),
    ("gpt-6-luna=80", .badShare("gpt-6-luna=80")),
  ])
  func `what is no table is refused`(text: String, expected: QualityError) {
    #expect(throws: expected) { try QualityTable(parsing: text) }
    #expect(!expected.description.isEmpty)
  }
}

@Suite struct TruthTests {
  private static let labels = ["Mentor", "Hero", "Villain"]
  private static let randomness = Randomness(seed: 1)

  private static func directory(
    _ plots: [Int: String], _ truth: String
  ) throws -> (TemporaryDirectory, String) {
    let directory = try TemporaryDirectory()
    for (id, plot) in plots {
      try Data(plot.utf8).write(
        to: URL(fileURLWithPath: directory.path + "/plot_summaries_\(id).txt"))
    }
    let file = directory.path + "/gold.tsv"
    try Data(truth.utf8).write(to: URL(fileURLWithPath: file))
    return (directory, file)
  }

  private static func label(_ truth: Truth, _ name: String, _ plot: String) -> String {
    labels[truth.place(of: name, plot: Truth.key(Array(plot.utf8)), in: labels, randomness)]
  }

  @Test func `a movie of the file is known by its plot, whatever its blanks`() throws {
    let (directory, file) = try Self.directory(
      [7: "\u{FEFF}Anna meets\r\n Bert.\n", 8: "Anna dies."],
      "wikipedia_id\tcharacter\ttrope\n7\tAnna\tVillain\n8\tAnna\tMentor\n9\tAnna\tHero\n")
    let truth = try Truth(file: file, plots: directory.path)
    #expect(Self.label(truth, "Anna", "Anna meets Bert.") == "Villain")
    #expect(Self.label(truth, "ANNA ", "Anna dies.") == "Mentor")
    #expect(
      truth.text == "wikipedia_id\tcharacter\ttrope\n7\tAnna\tVillain\n8\tANNA \tMentor\n")
  }

  @Test func `what a smaller catalog has stays the same, in any order`() {
    let truth = Truth()
    for number in 0..<50 {
      let plot = Truth.key([UInt8(number)])
      let all = (0..<9).map { "L\($0)" }
      let label = all[truth.place(of: "Anna", plot: plot, in: all, Self.randomness)]
      let fewer = all.reversed().filter { $0 == label || $0 < "L4" }
      #expect(fewer[truth.place(of: "Anna", plot: plot, in: fewer, Self.randomness)] == label)
    }
  }

  @Test func `without plots the truth names movies by the letters of their plots`() {
    let truth = Truth()
    let label = Self.label(truth, "A\tnna", "Some plot.")
    let key = Truth.key(Array("some PLOT".utf8)).map { String(format: "%02x", $0) }.joined()
    #expect(truth.text == "plot\tcharacter\ttrope\n\(key)\tA nna\t\(label)\n")
  }

  @Test(arguments: [
    ("id\tcharacter\ttrope\n", ":1:"), ("wikipedia_id\tcharacter\ttrope\n7\tAnna\n", ":2:"),
    ("wikipedia_id\tcharacter\ttrope\n7\tAnna\tHero\n7\tanna\tMentor\n", ":3:"),
    ("wikipedia_id\tcharacter\ttrope\n9\tAnna\tHero\n", "none of its movies has a plot"),
  ])
  func `a file that is none is refused, and where`(text: String, words: String) throws {
    let (directory, file) = try Self.directory([7: "Anna."], text)
    let error = #expect(throws: TruthError.self) { try Truth(file: file, plots: directory.path) }
    #expect(error?.description.contains(words) ?? false)
  }

  @Test func `files that are not there are told`() throws {
    let (directory, file) = try Self.directory([:], "")
    #expect(throws: TruthError.self) { try Truth(file: file + "x", plots: directory.path) }
    #expect(throws: TruthError.self) { try Truth(file: nil, plots: file + "/none") }
  }

  @Test func `what was taken for right can be read from the sandbox`() async throws {
    try await SandboxHarness.run({ $0.quality = QualityTable() }) { sandbox in
      let root = String(sandbox.base.dropLast(3))
      #expect(
        try await sandbox.call("POST", "/chat/completions", json: Sample.body()).status == 200)
      let answer = try await sandbox.call("GET", root + "/sandbox/truth")
      #expect(answer.status == 200)
      let lines = String(decoding: answer.bytes, as: UTF8.self).split(separator: "\n")
      #expect(lines.first == "plot\tcharacter\ttrope")
      #expect(lines.dropFirst().map { $0.split(separator: "\t")[1] } == ["James", "Victor"])
    }
    try await SandboxHarness.run { sandbox in
      let root = String(sandbox.base.dropLast(3))
      let answer = try await sandbox.call("GET", root + "/sandbox/truth")
      #expect(answer.status == 404)
    }
  }
}
