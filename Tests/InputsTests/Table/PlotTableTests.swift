import Foundation
import Testing
import TropeModel

@testable import Inputs

/// A table of plots, split into the same files as the published corpus.
struct PlotTableTests {
  private let shop: Workshop

  init() throws { shop = try Workshop() }

  private func table(
    _ name: String, _ text: String, columns: PlotColumns = PlotColumns(), separator: String = ";"
  ) throws -> CorpusSplit {
    let path = shop.root.path + "/" + name
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return CorpusSplit(
      .table(PlotTable(path: path, columns: columns, separator: separator)),
      inputDirectory: shop.inputs)
  }

  private func faults(_ split: CorpusSplit) throws -> [String] {
    let error = #expect(throws: SplitError.self) { try split.run(previous: nil) }
    guard case .faults(let faults) = error else { return [error?.description ?? ""] }
    return faults.all.map {
      $0.description.replacingOccurrences(of: shop.root.path + "/", with: "")
    }
  }

  private func names(_ movie: String) throws -> [String] {
    let cast = try #require(shop.product("character.metadata_\(movie).csv"))
    return try CastTable.names(in: Array(cast.utf8), path: "cast")
  }

  @Test func `ids that are numbers are the movies' own, and names are parted by the separator`()
    throws
  {
    let split = try table(
      "plots.csv",
      "id,title,plot,characters\n"
        + "12,A Film,\"Ann meets Bob,\nand leaves.\",Ann; Bob ;Ann\n7,Another,Nobody stirs.,\n")
    let report = try split.run(previous: nil).report
    #expect(report.movies == 2 && report.casts == 1)
    #expect(shop.product("plot_summaries_12.txt") == "Ann meets Bob,\nand leaves.\n")
    #expect(try names("12") == ["Ann", "Bob"])
    #expect(shop.product("character.metadata_7.csv") == nil)
    #expect(shop.product("table.ids.csv") == nil)
  }

  @Test func `other ids get numbers that stay when rows come, go and change places`() throws {
    let first = try table("p.csv", "imdb_id,plot_synopsis\ntt2,Two.\ntt1,One.\n")
    let result = try first.run(previous: nil)
    #expect(
      shop.product("table.ids.csv") == "movie_id,id\n1000000001,tt2\n1000000002,tt1\n")
    let second = try table("p.csv", "imdb_id,plot_synopsis\ntt0,Zero.\ntt1,One.\n")
    let report = try second.run(previous: result.manifest).report
    #expect(
      shop.product("table.ids.csv")
        == "movie_id,id\n1000000001,tt2\n1000000002,tt1\n1000000003,tt0\n")
    #expect(shop.product("plot_summaries_1000000002.txt") == "One.\n")
    #expect(report.leftovers.map(\.number) == [1_000_000_001])
  }

  @Test func `a number that the table gives is not given to another, nor taken from one`() throws {
    _ = try table("p.csv", "id,plot\nx,X.\n1000000001,One.\n").run(previous: nil)
    #expect(shop.product("table.ids.csv") == "movie_id,id\n1000000002,x\n")
    let split = try table("p.csv", "id,plot\nx,X.\n1000000002,Two.\n")
    #expect(
      try faults(split) == [
        "p.csv:3: the id 1000000002 is the number that 'x' has in table.ids.csv (give one of the two "
          + "another id)"
      ])
  }

  @Test func `without ids a movie is known by its title and year`() throws {
    _ = try table(
      "p.tsv",
      "Release Year\tTitle\tCast\tPlot\n1922\tNosferatu\tMax Schreck\tA count travels.\n"
        + "1979\tNosferatu\tKlaus Kinski\tHe travels again.\n"
    ).run(previous: nil)
    #expect(
      shop.product("table.ids.csv")
        == "movie_id,id\n1000000001,Nosferatu (1922)\n1000000002,Nosferatu (1979)\n")
    #expect(shop.product("character.metadata_1000000001.csv") == nil, "a cast is of actors")
    #expect(
      shop.product("table.metadata.tsv")
        == "1000000001\t\tNosferatu\t1922\t\t\t{}\t{}\t{}\n"
        + "1000000002\t\tNosferatu\t1979\t\t\t{}\t{}\t{}\n")
  }

  @Test func `JSON lines have lists, numbers and nulls`() throws {
    _ = try table(
      "p.jsonl",
      #"{"movie_id": 5, "plot": "It rains.", "characters": ["Zoë", "Al"], "genre": ["Drama"], "title": "Rain", "release_date": "1994-05-01"}"#
        + "\n\n" + #"{"movie_id": "6", "plot": null, "characters": []}"# + "\n"
        + #"{"plot": "It snows.", "movie_id": 8}"# + "\n"
    ).run(previous: nil)
    #expect(try names("5") == ["Zoë", "Al"])
    #expect(shop.product("plot_summaries_6.txt") == nil)
    #expect(shop.product("plot_summaries_8.txt") == "It snows.\n")
    #expect(
      shop.product("table.metadata.tsv")
        == "5\t\tRain\t1994\t\t\t{}\t{}\t{\"Drama\":\"Drama\"}\n8\t\t\t\t\t\t{}\t{}\t{}\n")
  }

  @Test(arguments: [
    (#"["Ann", "Bob"]"#, ["Ann", "Bob"]), ("['Ann', \"O'Neil\"]", ["Ann", "O'Neil"]),
    ("[]", []), ("Ann|Bob", ["Ann|Bob"]), ("[unfinished", ["[unfinished"]),
    (#"[{"id": 1, "name": "Ann"}]"#, ["Ann"]), (" ; ;Ann;", ["Ann"]),
  ])
  func `a cell may hold a list as JSON or Python write one`(text: String, names: [String]) {
    #expect(CellText.values(.text(text), separator: ";") == names)
  }

  @Test(arguments: [
    ("nan", []), (" NaN ", []), ("None", []), ("<NA>", []), ("NULL", []), ("[nan]", []),
    ("None; Ann", ["None", "Ann"]), ("Nan", ["Nan"]), ("['None']", ["None"]),
  ])
  func `a cell with nothing but a word for a missing value has no names`(
    text: String, names: [String]
  ) {
    #expect(CellText.values(.text(text), separator: ";") == names)
  }

  @Test func `missing casts and plots are left out as empty ones are, and casts are counted`()
    throws
  {
    let report = try table(
      "p.csv", "id,title,plot,characters\nnan,A,A.,nan\n2,B,nan,None\n3,C,C.,Ann\n4,D,D.,\n"
    ).run(previous: nil).report
    #expect(report.movies == 3 && report.casts == 1 && report.rowsWithoutPlot == 1)
    #expect(report.castNotes.missing == 2 && report.castNotes.unparted == nil)
    #expect(shop.product("table.ids.csv") == "movie_id,id\n1000000001,A\n")
  }

  @Test(
    arguments: [
      (["Ann | Bob", "Cy | Di"], "|", 2), (["Ann|Bob", "Ann", "Cy"], "|", 1),
      (["\"Ann\nBob\"", "\"Cy\r\nDi\""], "\n", 2), (["\"Ann, Bob\"", "Cy"], ",", 1),
      (["\"Olsen, Dr.\"", "\"Jones, Jr.\""], nil, 0), (["Ann; Bob", "Cy | Di ; Ed"], nil, 0),
      (["Ann / Bob", "Cy", "Di"], nil, 0),
    ] as [([String], String?, Int)])
  func `a sign that parts no names is told where many casts of one name have it`(
    cells: [String], sign: String?, count: Int
  ) throws {
    let rows = cells.enumerated().map { "\($0 + 1),Plot \($0).,\($1)\n" }.joined()
    let notes = try table("p.csv", "id,plot,characters\n" + rows).run(previous: nil).report
      .castNotes
    #expect(notes.unparted?.sign == sign && notes.unparted?.casts ?? 0 == count, "\(notes)")
  }

  @Test func `ends of lines part names where that is said`() throws {
    _ = try table(
      "p.csv", "id,plot,characters\n1,A.,\"Ann\r\nBob\nCy\"\n", separator: "\n"
    ).run(previous: nil)
    #expect(try names("1") == ["Ann", "Bob", "Cy"])
  }

  @Test func `a row for each character makes one movie, and another plot is a fault`() throws {
    let split = try table("p.csv", "id,plot,character\n1,A.,Ann\n1,A.,Bob\n1,,Cyd\n2,,Dan\n")
    let report = try split.run(previous: nil).report
    #expect(try names("1") == ["Ann", "Bob", "Cyd"])
    #expect(report.movies == 1 && report.rowsWithoutPlot == 1)
    #expect(
      try faults(try table("p.csv", "id,plot\n1,A.\n1,B.\n")) == [
        "p.csv:3: '1' has another plot in line 2 (keep one of the rows, or let 'corpus.columns.id' "
          + "name a column that tells them apart)"
      ])
  }

  @Test func `characters in rows in front of the one with the plot are its movie's too`() throws {
    let split = try table("p.csv", "id,plot,character\n1,,Ann\n2,,Dan\n1,A.,Bob\n1,,Ann\n")
    let report = try split.run(previous: nil).report
    #expect(try names("1") == ["Ann", "Bob"])
    #expect(report.movies == 1 && report.rowsWithoutPlot == 1)
  }

  @Test func `faults beyond those that are listed are counted`() throws {
    let rows = (0..<1_002).map { "1,Plot \($0).\n" }.joined()
    let all = try faults(try table("p.csv", "id,plot\n" + rows))
    #expect(all.count == 1_001)
    #expect(all.last == "p.csv: and 1 more fault")
  }

  @Test func `titles of an earlier split go with the table's column of titles`() throws {
    let first = try table("p.csv", "id,title,plot\nx,T,A.\n").run(previous: nil)
    #expect(shop.product("table.metadata.tsv") != nil)
    let split = try table("p.csv", "id,plot\nx,A.\n")
    let preview = try split.preview(previous: first.manifest).report
    #expect(shop.product("table.metadata.tsv") != nil)
    let report = try split.run(previous: first.manifest).report
    #expect(shop.product("table.metadata.tsv") == nil)
    #expect(shop.product("table.ids.csv") == "movie_id,id\n1000000001,x\n")
    #expect(report == preview && report.hasChanges)
    #expect(try !split.run(previous: first.manifest).report.hasChanges)
  }

  @Test func `a semicolon or a tab parts the fields where the header has no comma`() throws {
    _ = try table("p.csv", "id;plot\n1;\"A; b, c.\"\n").run(previous: nil)
    #expect(shop.product("plot_summaries_1.txt") == "A; b, c.\n")
  }

  @Test func `what is named wrongly is told with what there is`() throws {
    var columns = PlotColumns()
    columns[.plot] = "Plott"
    #expect(
      try faults(try table("p.csv", "id,Plot\n1,A.\n", columns: columns)) == [
        "p.csv:1: no column 'Plott', which 'corpus.columns.plot' names (did you mean 'Plot'?)"
      ])
    #expect(
      try faults(try table("p.csv", "id,text\n1,A.\n")) == [
        "p.csv:1: no column is known to hold the plots (it has 'id', 'text'; name one by "
          + "'corpus.columns.plot')"
      ])
    #expect(
      try faults(try table("p.csv", "plot\nA.\n")) == [
        "p.csv:1: no column is known to hold the ids or titles (it has 'plot'; name one by "
          + "'corpus.columns.id')"
      ])
  }

  @Test(arguments: [
    ("p.xlsx", "PK", "p.xlsx: no table that can be read"),
    ("p.csv", "", "p.csv: it is empty"), ("p.csv", "id,plot\n", "p.csv: no row has a plot"),
    ("p.csv", "id,plot\n1,A.,B.\n", "p.csv:2: 3 fields where the header has 2"),
    ("p.csv", "id,plot\n1,\"A.\n", "p.csv:2: a quoted field that begins here has no end"),
    ("p.csv", "id,plot,id\n", "p.csv:1: the header has the column 'id' twice (remove one of them)"),
    ("p.csv", "id,title,plot\n,,A.\n", "p.csv:2: a plot with neither id nor title"),
    ("p.jsonl", "[\n", "p.jsonl:1: no JSON object on this line"),
    ("p.jsonl", "3\n", "p.jsonl:1: no JSON object on this line"),
  ])
  func `a wrong table is refused before anything is written`(
    name: String, text: String, words: String
  ) throws {
    let all = try faults(try table(name, text))
    #expect(all.count == 1 && all.first?.hasPrefix(words) == true, "\(all)")
    #expect(shop.products.isEmpty)
  }

  @Test func `a table in Latin-1 is told with what to do`() throws {
    let path = shop.root.path + "/p.csv"
    try Data(Array("id,plot\n1,caf".utf8) + [0xE9, 0x0A]).write(to: URL(fileURLWithPath: path))
    let split = CorpusSplit(.table(PlotTable(path: path)), inputDirectory: shop.inputs)
    #expect(
      try faults(split) == [
        "p.csv:2: not UTF-8 (byte 13) (if it is Latin-1: iconv -f latin1 -t utf-8 FILE)"
      ])
  }

  @Test func `nothing is written again where the table says the same`() throws {
    let split = try table("p.csv", "id,title,plot\nx,T,A.\n")
    let first = try split.run(previous: nil)
    let stamps = try shop.stamps()
    let second = try split.run(previous: first.manifest)
    #expect(second.report.written == 0 && second.report.unchanged == 1)
    #expect(try shop.stamps() == stamps)
    #expect(try split.preview(previous: second.manifest).report == second.report)
  }

  @Test func `other columns of the same file make the stamp another`() throws {
    let text = "id,plot,long\n1,A.,B.\n"
    let stamp = try table("p.csv", text).currentStamp()
    var columns = PlotColumns()
    columns[.plot] = "long"
    let other = CorpusSplit(
      .table(PlotTable(path: shop.root.path + "/p.csv", columns: columns)),
      inputDirectory: shop.inputs)
    #expect(try other.currentStamp().origin != stamp.origin)
  }

  @Test func `a damaged file of numbers is no reason for new ones`() throws {
    let split = try table("p.csv", "id,plot\nx,A.\n")
    _ = try split.run(previous: nil)
    try shop.writeProduct("table.ids.csv", "movie_id,id\n1000000001,x\n1000000001,y\n")
    #expect(try faults(split).first?.contains("table.ids.csv:3: not a number and an id") == true)
  }

  /// The headers of three collections that are shared in public, with rows of our own.
  @Test(
    arguments: [
      // Wikipedia Movie Plots, as published on Kaggle.
      (
        "Release Year,Title,Origin/Ethnicity,Director,Cast,Genre,Wiki Page,Plot\n"
          + "1931,A Night Out,American,J. Doe,\"A. Actor, B. Actor\",comedy,https://w.example/A,Two go out.\n",
        "https://w.example/A", "comedy"
      ),
      // MPST: movie plot synopses with tags.
      (
        "imdb_id,title,plot_synopsis,tags,split,synopsis_source\n"
          + "tt0000001,A Night Out,Two go out.,\"comedy, romantic\",train,imdb\n",
        "tt0000001", "comedy"
      ),
      // TMDB 5000.
      (
        "budget,genres,homepage,id,keywords,original_title,overview,release_date,title\n"
          + "0,\"[{\"\"id\"\": 35, \"\"name\"\": \"\"comedy\"\"}]\",,77,[],A Night Out,Two go out.,1931-01-02,A Night Out\n",
        nil, "comedy"
      ),
    ] as [(String, String?, String)])
  func `public collections are read as they are`(text: String, id: String?, genre: String) throws {
    let report = try table("p.csv", text).run(previous: nil).report
    #expect(report.movies == 1 && report.casts == 0)
    let movie = id == nil ? "77" : "1000000001"
    #expect(shop.product("plot_summaries_\(movie).txt") == "Two go out.\n")
    #expect(
      shop.product("table.ids.csv") == id.map { "movie_id,id\n1000000001,\($0)\n" })
    #expect(shop.product("table.metadata.tsv")?.contains("\tA Night Out\t") == true)
    #expect(shop.product("table.metadata.tsv")?.contains("\"\(genre)\"") == true)
  }
}
