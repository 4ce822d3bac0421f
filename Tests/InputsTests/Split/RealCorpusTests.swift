import Foundation
import Inputs
import Testing
import TestSupport
import TropeModel

/// The real rows of the corpus, which stand beside the repository where there are any.
private let realCorpus = Checkout.shared.appending(path: "corpus/raw").path

@Suite(
  .enabled(
    if: FileManager.default.fileExists(atPath: realCorpus),
    "the real corpus is not beside the repository (../shared/corpus/raw)"))
struct RealCorpusTests {
  @Test func `the real corpus is split, read back whole, and split again for nothing`() throws {
    let shop = try Workshop()
    let split = CorpusSplit(.raw(directory: realCorpus), inputDirectory: shop.inputs)
    let first = try split.run(previous: nil)
    #expect(first.report.movies == 1_288)
    #expect(first.report.casts == 391)
    #expect(first.report.rowsWithoutPlot == 23_443 - 1_200)
    #expect(first.report.written == 1_288 + 391)
    #expect(first.stamp.holds(for: try split.currentStamp()))

    let inputs = InputDirectory(path: shop.inputs)
    let listing = try inputs.list()
    #expect(listing.entries.count == 1_288)
    #expect(listing.entries.count { $0.cast != nil } == 391)
    #expect(listing.ignored.isEmpty)
    #expect(first.manifest.isWhole(in: listing.entries))

    // Every plot and every name, compared with the raw files read in another way.
    var plots: [String: String] = [:]
    for line in try lines(of: "plot_summaries.txt") {
      let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
      plots[String(parts[0])] = parts[1].trimmingCharacters(in: .whitespacesAndNewlines)
    }
    var names: [String: [String]] = [:]
    for line in try lines(of: "character.metadata.tsv") {
      let parts = line.split(separator: "\t", omittingEmptySubsequences: false)
      names[String(parts[0]), default: []].append(String(parts[3]))
    }
    let reader = try inputs.reader()
    var rows = 0
    for entry in listing.entries {
      let id = entry.movie.description
      let print = try reader.fingerprint(entry, scanStart: listing.startedAtNanoseconds)
      #expect(print.plotText.text == plots[id])
      var seen: Set<String> = []
      let expected = names[id]?
        .map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        .filter { !$0.isEmpty && seen.insert($0).inserted }
      #expect(print.castNames == expected)
      rows += names[id]?.count ?? 0
    }
    #expect(rows == 1_200)

    let second = try split.run(previous: first.manifest)
    #expect(second.report.written == 0)
    #expect(second.report.unchanged == 1_288 + 391)
    #expect(try inputs.list().entries == listing.entries)
  }

  private func lines(of name: String) throws -> [Substring] {
    try String(contentsOfFile: realCorpus + "/" + name, encoding: .utf8)
      .split(separator: "\n")
  }
}
