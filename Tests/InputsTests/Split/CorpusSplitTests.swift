import Foundation
import Inputs
import Testing
import TropeModel

@Suite struct CorpusSplitTests {
  @Test func `each movie with a plot gets its files, and only those with rows a cast`() throws {
    let shop = try Workshop()
    try shop.writeRaw(
      plots: "20\tA plot of two.\n3\tÉine, \"quoted\"\tand tabbed.\n",
      casts: Workshop.row("3", "Ann") + Workshop.row("99", "Of no plot")
        + Workshop.row("3", "") + Workshop.row("98", "Nor this"))
    let result = try shop.split.run(previous: nil)
    #expect(
      shop.products == [
        "character.metadata_3.csv", "plot_summaries_20.txt", "plot_summaries_3.txt",
      ])
    #expect(shop.product("plot_summaries_20.txt") == "A plot of two.\n")
    #expect(shop.product("plot_summaries_3.txt") == "Éine, \"quoted\"\tand tabbed.\n")
    #expect(
      shop.product("character.metadata_3.csv")
        == CastTable.header + "\n" + Workshop.line("Ann") + Workshop.line(""))
    #expect(result.report.movies == 2)
    #expect(result.report.casts == 1)
    #expect(result.report.rowsWithoutPlot == 2)
    #expect(result.report.written == 3)
    #expect(result.report.unchanged == 0)
    func mark(_ name: String) throws -> SplitManifest.ContentMark {
      let text = try #require(shop.product(name))
      return .init(of: Array(text.utf8))
    }
    #expect(
      result.manifest.items == [
        .init(
          movie: try Workshop.movie(3), hasCast: true, isLeftover: false,
          plot: try mark("plot_summaries_3.txt"), cast: try mark("character.metadata_3.csv")),
        .init(
          movie: try Workshop.movie(20), hasCast: false, isLeftover: false,
          plot: try mark("plot_summaries_20.txt")),
      ])
  }

  @Test func `rows that stand apart come together in their order`() throws {
    let shop = try Workshop()
    try shop.writeRaw(
      plots: "1\ta\n2\tb\n",
      casts: Workshop.row("2", "Ann") + Workshop.row("1", "Bo") + Workshop.row("2", "Cy")
        + Workshop.row("2", "Di") + Workshop.row("7", "No") + Workshop.row("1", "Ed"))
    _ = try shop.split.run(previous: nil)
    let names = try ["1", "2"].map {
      try CastTable.names(
        in: Array(try #require(shop.product("character.metadata_\($0).csv")).utf8), path: "")
    }
    #expect(names == [["Bo", "Ed"], ["Ann", "Cy", "Di"]])
  }

  @Test(arguments: [
    "Smith, John", "Jo \"Two\" Lee", "\"", ",", "a\rb", "'", "<b>", "  two  spaces", "NA", "é 😀",
  ])
  func `whatever stands in a name is read back from the cast file`(name: String) throws {
    let shop = try Workshop()
    try shop.writeRaw(
      plots: "1\ta\n", casts: Workshop.row("1", name, actor: "A, \"B\"") + Workshop.row("1", "Z"))
    _ = try shop.split.run(previous: nil)
    let file = try #require(shop.product("character.metadata_1.csv"))
    let expected = name.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(try CastTable.names(in: Array(file.utf8), path: "") == [expected, "Z"])
  }

  @Test func `line ends of other systems, empty lines, a byte order mark and no last line end`()
    throws
  {
    let shop = try Workshop()
    let rows = (Workshop.row("1", "Ann") + "\n" + Workshop.row("1", "Bo"))
      .replacingOccurrences(of: "\n", with: "\r\n")
    try shop.writeRaw(
      plots: "\u{FEFF}1\ta\n\n\r\n2\tb",
      casts: "\u{FEFF}" + rows + String(Workshop.row("2", "Cy").dropLast()))
    let result = try shop.split.run(previous: nil)
    #expect(result.report.movies == 2)
    #expect(shop.product("plot_summaries_1.txt") == "a\n")
    #expect(shop.product("plot_summaries_2.txt") == "b\n")
    #expect(
      shop.product("character.metadata_1.csv")
        == CastTable.header + "\n" + Workshop.line("Ann") + Workshop.line("Bo"))
    #expect(
      shop.product("character.metadata_2.csv") == CastTable.header + "\n" + Workshop.line("Cy"))
  }

  @Test func `lines longer than the window are split like others`() throws {
    let shop = try Workshop()
    let long = String(repeating: "word é ", count: 400_000)
    try shop.writeRaw(plots: "1\tshort\n2\t\(long)\n3\tlast\n", casts: "")
    _ = try shop.split.run(previous: nil)
    #expect(shop.product("plot_summaries_2.txt") == long + "\n")
    #expect(shop.product("plot_summaries_3.txt") == "last\n")
  }

  @Test func `a second split finds nothing to write`() throws {
    let shop = try Workshop()
    try shop.writeRaw(plots: "1\ta\n2\tb\n", casts: Workshop.row("2", "Ann"))
    let first = try shop.split.run(previous: nil)
    let before = try shop.stamps()
    let second = try shop.split.run(previous: first.manifest)
    #expect(try shop.stamps() == before)
    #expect(second.report.written == 0)
    #expect(second.report.unchanged == 3)
    #expect(!second.report.hasChanges)
    #expect(second.manifest == first.manifest)
  }

  @Test func `only what differs is written again, at one stroke`() throws {
    let shop = try Workshop()
    try shop.writeRaw(
      plots: "1\ta\n2\tb\n3\tc\n", casts: Workshop.row("1", "Ann") + Workshop.row("2", "Bo"))
    let first = try shop.split.run(previous: nil)
    let before = try shop.stamps()
    try shop.writeRaw(
      plots: "3\tc\n1\tA\n2\tb\n", casts: Workshop.row("2", "Bob") + Workshop.row("1", "Ann"))
    let preview = try shop.split.preview(previous: first.manifest).report
    #expect(try shop.stamps() == before)
    let second = try shop.split.run(previous: first.manifest)
    #expect(preview == second.report)
    #expect(second.report.written == 2)
    #expect(second.report.unchanged == 3)
    let after = try shop.stamps()
    #expect(after[0].cast == before[0].cast)
    #expect(after[1].plot == before[1].plot)
    #expect(after[2] == before[2])
    // Another inode: put in its place by a rename, never half written.
    #expect(after[0].plot?.inode != before[0].plot?.inode)
    #expect(shop.product("plot_summaries_1.txt") == "A\n")
    #expect(!shop.products.contains { $0.hasPrefix(".") })
  }

  @Test func `a product that was edited or removed is put right`() throws {
    let shop = try Workshop()
    try shop.writeRaw(plots: "1\taaa\n2\tb\n", casts: Workshop.row("2", "Ann"))
    let first = try shop.split.run(previous: nil)
    try shop.writeProduct("plot_summaries_1.txt", "bbb\n")
    try shop.removeProduct("character.metadata_2.csv")
    let second = try shop.split.run(previous: first.manifest)
    #expect(second.report.written == 2)
    #expect(shop.product("plot_summaries_1.txt") == "aaa\n")
    #expect(shop.product("character.metadata_2.csv") != nil)
  }

  @Test func `a movie gone from the corpus is reported, as long as its files are there`() throws {
    let shop = try Workshop()
    try shop.writeRaw(plots: "1\ta\n2\tb\n", casts: Workshop.row("1", "Ann"))
    let first = try shop.split.run(previous: nil)
    try shop.writeRaw(plots: "2\tb\n", casts: Workshop.row("1", "Ann"))
    let second = try shop.split.run(previous: first.manifest)
    #expect(second.report.leftovers.map(\.number) == [1])
    #expect(shop.product("plot_summaries_1.txt") == "a\n")
    #expect(shop.product("character.metadata_1.csv") != nil)
    let third = try shop.split.run(previous: second.manifest)
    #expect(third.report.leftovers.map(\.number) == [1])
    try shop.removeProduct("plot_summaries_1.txt")
    try shop.removeProduct("character.metadata_1.csv")
    let fourth = try shop.split.run(previous: third.manifest)
    #expect(fourth.report.leftovers.isEmpty)
    #expect(fourth.manifest.items.map(\.movie.number) == [2])
  }

  @Test func `the files of movies that are gone are removed where that is asked for`() throws {
    let shop = try Workshop()
    try shop.writeRaw(plots: "1\ta\n2\tb\n3\tc\n", casts: Workshop.row("1", "Ann"))
    let first = try shop.split.run(previous: nil)
    try shop.writeRaw(plots: "2\tb\n", casts: "")
    // Gone for some time, as one that a split has left before.
    let second = try shop.split.run(previous: first.manifest)
    let look = try shop.split.preview(previous: second.manifest, prunes: true)
    #expect(shop.product("plot_summaries_1.txt") == "a\n")
    let third = try shop.split.run(previous: second.manifest, prunes: true)
    #expect(look.report == third.report)
    #expect(look.files.leftovers.isEmpty)
    #expect(third.report.pruned.map(\.number) == [1, 3])
    #expect(third.report.prunedFiles == 3)
    #expect(third.report.leftovers.isEmpty)
    #expect(third.report.hasChanges)
    #expect(shop.products == ["plot_summaries_2.txt"])
    #expect(third.manifest.items.map(\.movie.number) == [2])
  }

  @Test func `a file that is not what a split made, or of which nobody knows, is not removed`()
    throws
  {
    let shop = try Workshop()
    try shop.writeRaw(
      plots: "1\ta\n2\tb\n3\tc\n4\td\n",
      casts: Workshop.row("2", "Ann") + Workshop.row("4", "Bo"))
    try shop.writeProduct("plot_summaries_9.txt", "Mine.\n")
    let first = try shop.split.run(previous: nil)
    try shop.writeProduct("plot_summaries_1.txt", "A\n")
    try shop.writeProduct("character.metadata_2.csv", "character_name\nMine\n")
    try shop.writeProduct("character.metadata_3.csv", "character_name\nMine\n")
    try shop.writeRaw(plots: "5\te\n", casts: "")
    let second = try shop.split.run(previous: first.manifest, prunes: true)
    #expect(second.report.pruned.map(\.number) == [3, 4])
    #expect(second.report.leftovers.map(\.number) == [1, 2])
    #expect(
      shop.products == [
        "character.metadata_2.csv", "character.metadata_3.csv", "plot_summaries_1.txt",
        "plot_summaries_2.txt", "plot_summaries_5.txt", "plot_summaries_9.txt",
      ])
    #expect(second.manifest.items.filter(\.isLeftover).map(\.movie.number) == [1, 2])
    // What a split of an earlier version made has no mark.
    let unmarked = SplitManifest(
      second.manifest.items.map {
        .init(movie: $0.movie, hasCast: $0.hasCast, isLeftover: $0.isLeftover)
      })
    try shop.writeProduct("plot_summaries_1.txt", "a\n")
    let third = try shop.split.preview(previous: unmarked, prunes: true)
    #expect(third.report.pruned.isEmpty)
    let marked = try shop.split.preview(previous: second.manifest, prunes: true)
    #expect(marked.report.pruned.map(\.number) == [1])
  }

  @Test func `a movie that loses its rows loses the cast file that a split made`() throws {
    let shop = try Workshop()
    try shop.writeRaw(
      plots: "1\ta\n2\tb\n", casts: Workshop.row("1", "Ann") + Workshop.row("2", "Bo"))
    let first = try shop.split.run(previous: nil)
    try shop.writeRaw(plots: "1\ta\n2\tb\n", casts: Workshop.row("2", "Bo"))
    #expect(
      try shop.split.preview(previous: first.manifest).report.castsRemoved.map(\.number) == [1])
    #expect(shop.product("character.metadata_1.csv") != nil)
    let second = try shop.split.run(previous: first.manifest)
    #expect(second.report.castsRemoved.map(\.number) == [1])
    #expect(second.report.hasChanges)
    #expect(shop.product("character.metadata_1.csv") == nil)
    #expect(shop.product("character.metadata_2.csv") != nil)
    #expect(try shop.split.run(previous: second.manifest).report.castsRemoved.isEmpty)
  }

  @Test func `so does one that left the corpus and came back without rows`() throws {
    let shop = try Workshop()
    try shop.writeRaw(plots: "1\ta\n2\tb\n", casts: Workshop.row("1", "Ann"))
    let first = try shop.split.run(previous: nil)
    try shop.writeRaw(plots: "2\tb\n", casts: "")
    let second = try shop.split.run(previous: first.manifest)
    try shop.writeRaw(plots: "1\ta\n2\tb\n", casts: "")
    let third = try shop.split.run(previous: second.manifest)
    #expect(third.report.castsRemoved.map(\.number) == [1])
  }

  @Test func `a cast file that no split made is left and reported`() throws {
    let shop = try Workshop()
    try shop.writeRaw(plots: "1\ta\n", casts: "")
    try shop.writeProduct("character.metadata_1.csv", "character_name\nMine\n")
    try shop.writeProduct("character.metadata_5.csv", "character_name\nMine\n")
    let first = try shop.split.run(previous: nil)
    #expect(first.report.foreignCasts.map(\.number) == [1])
    let second = try shop.split.run(previous: first.manifest)
    #expect(second.report.castsRemoved.isEmpty)
    #expect(shop.product("character.metadata_1.csv") == "character_name\nMine\n")
  }

  @Test func `what may be made is noted down before the first write`() throws {
    let shop = try Workshop()
    try shop.writeRaw(plots: "1\ta\n2\tb\n", casts: Workshop.row("1", "Ann"))
    let first = try shop.split.run(previous: nil)
    try shop.writeRaw(plots: "1\ta\n3\tc\n", casts: Workshop.row("3", "Cy"))
    let error = #expect(throws: SplitError.self) {
      try shop.split.run(previous: first.manifest) { (manifest) throws(SplitError) in
        #expect(manifest.items.map(\.movie.number) == [1, 2, 3])
        #expect(manifest.items.map(\.hasCast) == [true, false, true])
        #expect(manifest.items.map(\.isLeftover) == [false, true, false])
        throw .notRemembered("disk full")
      }
    }
    #expect(error == .notRemembered("disk full"))
    #expect(shop.product("plot_summaries_3.txt") == nil)
    #expect(shop.product("character.metadata_1.csv") != nil)
  }
}
