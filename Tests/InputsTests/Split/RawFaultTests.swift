import Foundation
import Inputs
import Testing
import TropeModel

@Suite struct RawFaultTests {
  private func faults(of shop: Workshop) throws -> [String] {
    let error = #expect(throws: SplitError.self) { try shop.split.run(previous: nil) }
    guard case .faults(let diagnostics) = error else {
      Issue.record("not the faults of the raw files but \(String(describing: error))")
      return []
    }
    let prefix = shop.raw + "/"
    return diagnostics.all.map {
      $0.description.hasPrefix(prefix)
        ? String($0.description.dropFirst(prefix.count)) : $0.description
    }
  }

  @Test func `all faults of both files are told in one pass, by line, and nothing is written`()
    throws
  {
    let shop = try Workshop()
    try shop.writeRaw(
      plots: "7\tseven\nno tab here\n007\tbond\n7\tagain\n\tno id\n12\tfine\n7\tonce more\n",
      casts: Workshop.row("7", "Ann") + "7\t/m/1\tshort\n" + Workshop.row("x7", "Bo")
        + Workshop.row("12", "Cy\tDi"))
    let id = "is not a movie id (at most 18 digits, not starting with a zero)"
    let columns = "where the corpus has 13 (columns are separated by tabs, and nothing is quoted)"
    #expect(
      try faults(of: shop) == [
        "plot_summaries.txt:2: no tab after the movie id (each line is a Wikipedia id, a tab and "
          + "the plot)",
        "plot_summaries.txt:3: '007' \(id)",
        "plot_summaries.txt:4: movie 7 has a plot in line 1 already (keep one of the two lines)",
        "plot_summaries.txt:5: '' \(id)",
        "plot_summaries.txt:7: movie 7 has a plot in line 4 already (keep one of the two lines)",
        "character.metadata.tsv:2: 3 columns \(columns)",
        "character.metadata.tsv:3: 'x7' \(id)",
        "character.metadata.tsv:4: 14 columns \(columns)",
      ])
    #expect(shop.products.isEmpty)
  }

  @Test func `bytes that are no UTF-8 are told with their line`() throws {
    let shop = try Workshop()
    try shop.writeRaw(plots: "", casts: "")
    try Data(Array("1\tfine\n2\tJos".utf8) + [0xE9, 0x0A])
      .write(to: URL(fileURLWithPath: shop.raw + "/plot_summaries.txt"))
    try Data(Array(Workshop.row("1", "Jos").utf8).map { $0 == 0x4A ? 0xFF : $0 })
      .write(to: URL(fileURLWithPath: shop.raw + "/character.metadata.tsv"))
    let advice =
      "(convert the file: iconv -f latin1 -t utf-8, or -f utf-16 for Excel's 'Unicode text')"
    #expect(
      try faults(of: shop) == [
        "plot_summaries.txt:2: not UTF-8: the byte at offset 5 of the line is not part of a character "
          + advice,
        "character.metadata.tsv:1: not UTF-8: the byte at offset 18 of the line is not part of a "
          + "character " + advice,
      ])
  }

  @Test func `a corpus without a plot is refused, for it would empty everything`() throws {
    let shop = try Workshop()
    try shop.writeRaw(plots: "\n\n", casts: Workshop.row("1", "Ann"))
    #expect(
      try faults(of: shop) == [
        "plot_summaries.txt: there is no plot in it (is this the right file?)"
      ])
  }

  @Test func `a wrong file's faults are counted, not all listed`() throws {
    let shop = try Workshop()
    try shop.writeRaw(plots: String(repeating: "x\n", count: 5_000), casts: "")
    let all = try faults(of: shop)
    #expect(all.count == 1_001)
    #expect(all.last == "plot_summaries.txt: and 4000 more faults")
  }

  @Test func `a file without line ends is refused before it fills the memory`() throws {
    let shop = try Workshop()
    try shop.writeRaw(plots: "1\ta\n", casts: "")
    try Data(count: Int(InputReader.largestFile) + 2)
      .write(to: URL(fileURLWithPath: shop.raw + "/character.metadata.tsv"))
    #expect(
      try faults(of: shop) == [
        "character.metadata.tsv:1: a line of more than 16777216 bytes (is this the right "
          + "file?)"
      ])
  }

  @Test func `an empty plot is a fault of its movie, not of the corpus`() throws {
    let shop = try Workshop()
    try shop.writeRaw(plots: "1\t\n2\tb\n", casts: "")
    #expect(try shop.split.run(previous: nil).report.movies == 2)
    #expect(shop.product("plot_summaries_1.txt") == "\n")
  }

  @Test func `a raw file that is not there is told with what to set`() throws {
    let shop = try Workshop()
    let none = #expect(throws: SplitError.self) { try shop.split.run(previous: nil) }
    #expect(
      none?.description == "there is no '\(shop.raw)/plot_summaries.txt' (set 'corpus.raw' in the "
        + "tropefile to the directory that holds plot_summaries.txt and character.metadata.tsv; an "
        + "empty character.metadata.tsv stands for a corpus without casts)")
    let again = #expect(throws: SplitError.self) { try shop.split.currentStamp() }
    #expect(again == none)
    try shop.writeRaw(plots: "1\ta\n", casts: "")
    try FileManager.default.removeItem(atPath: shop.raw + "/character.metadata.tsv")
    try FileManager.default.createDirectory(
      atPath: shop.raw + "/character.metadata.tsv", withIntermediateDirectories: true)
    let folder = #expect(throws: SplitError.self) { try shop.split.run(previous: nil) }
    #expect(
      folder?.description
        == "'\(shop.raw)/character.metadata.tsv' is a directory, where a text file is expected")
    #expect(shop.products.isEmpty)
  }

  @Test func `what stands in the way of a product is told`() throws {
    let shop = try Workshop()
    try shop.writeRaw(plots: "1\ta\n", casts: "")
    let path = shop.inputs + "/plot_summaries_1.txt"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    let error = #expect(throws: SplitError.self) { try shop.split.run(previous: nil) }
    #expect(
      error?.description
        == "cannot replace '\(path)': is a directory (something else has this name; "
        + "move it away)")
    #expect(shop.products == ["plot_summaries_1.txt"])
  }

  @Test func `a file in the place of the directory is told`() throws {
    let shop = try Workshop()
    try shop.writeRaw(plots: "1\ta\n", casts: "")
    try Data().write(to: shop.root.appendingPathComponent("data"))
    let error = #expect(throws: SplitError.self) { try shop.split.run(previous: nil) }
    #expect(error?.description == "cannot make '\(shop.inputs)': not a directory")
  }

  @Test func `a raw file edited during the split is told, and the next split puts it right`() throws
  {
    let shop = try Workshop()
    try shop.writeRaw(plots: "1\ta\n", casts: "")
    var split = shop.split
    split.didWrite = { try? shop.writeRaw(plots: "1\tb\n", casts: "") }
    let error = #expect(throws: SplitError.self) { try split.run(previous: nil) }
    #expect(error == .changedMeanwhile(path: shop.raw + "/plot_summaries.txt"))
    _ = try shop.split.run(previous: nil)
    #expect(shop.product("plot_summaries_1.txt") == "b\n")
  }
}
