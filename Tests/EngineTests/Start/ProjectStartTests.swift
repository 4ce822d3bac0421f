import Testing
import TestSupport
import Tropefile
import TropeModel

@testable import Engine

@Suite struct ProjectStartTests {
  private func directory(_ files: [String]) throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    for file in files { try directory.write("x", to: file) }
    return directory
  }

  private func settings(_ tropefile: StarterTropefile) throws -> Settings {
    try TropefileReader.read(bytes: Array(tropefile.text.utf8), path: "tropefile")
  }

  @Test
  func `finds the raw corpus, split plots and packed archives, the fullest and nearest first`()
    throws
  {
    let place = try directory([
      "a/plot_summaries_1.txt", "b/deep/plot_summaries_1.txt", "b/deep/plot_summaries_2.txt",
      "b/deep/character.metadata_1.csv", "b/deep/plot_summaries_007.txt",
      "corpus/raw/plot_summaries.txt", "corpus/raw/character.metadata.tsv",
      "corpus/raw/movie.metadata.tsv", "half/plot_summaries.txt", ".git/plot_summaries_9.txt",
      "MovieSummaries.tar.gz", "corpus/plot_summaries.txt.gz", "1/2/3/4/5/plot_summaries_5.txt",
    ])
    let look = ProjectLook(below: place.path)
    #expect(
      look.split == [
        .init(directory: "b/deep", plots: 2, casts: 1), .init(directory: "a", plots: 1, casts: 0),
      ])
    #expect(
      look.raw == [
        .init(directory: "half", hasCasts: false),
        .init(directory: "corpus/raw"),
      ])
    #expect(look.packed == ["MovieSummaries.tar.gz", "corpus/plot_summaries.txt.gz"])
  }

  private static let raw: ProjectLook = {
    var look = ProjectLook()
    look.raw = [.init(directory: "data/raw")]
    return look
  }()
  private static let split: ProjectLook = {
    var look = ProjectLook()
    look.split = [.init(directory: "my plots", plots: 3, casts: 1)]
    return look
  }()
  private static let both: ProjectLook = {
    var look = raw
    look.split = [.init(directory: "data/interim", plots: 1, casts: 1)]
    return look
  }()

  @Test(
    arguments: [
      (ProjectLook(), nil, nil, "data/interim", nil), (raw, nil, nil, "data/interim", "data/raw"),
      (raw, "films", nil, "films", "data/raw"), (split, nil, nil, "my plots", nil),
      // Split plots may have been worked on: a split must not write over them unasked.
      (both, nil, nil, "data/interim", nil), (both, nil, "data/raw", "data/interim", "data/raw"),
      (split, nil, "/corpus", "data/interim", "/corpus"),
      (split, "no", "it's: a #1 \"corpus\"", "no", "it's: a #1 \"corpus\""),
    ] as [(ProjectLook, String?, String?, String, String?)])
  func `the tropefile is a good one and names what was found`(
    look: ProjectLook, input: String?, raw: String?, directory: String, corpus: String?
  ) throws {
    for isSandbox in [false, true] {
      var tropefile = StarterTropefile(look, input: input, raw: raw)
      tropefile.isSandbox = isSandbox
      let settings = try settings(tropefile)
      var expected = Settings(inputDirectory: directory)
      expected.corpus.raw = corpus
      expected.recipe.model = "gpt-6-luna"
      expected.recipe.reasoningEffort = "none"
      expected.plan.strategy = .flex
      expected.api.sandbox = isSandbox
      #expect(settings == expected, "all but what was found is as without the file")
    }
  }

  @Test func `a table of plots is found, and its columns are proposed`() throws {
    let folder = try TemporaryDirectory()
    try folder.write("Title,Plot Summary,Cast\nA,B.,C\n", to: "films.csv")
    try folder.write("id,price\n1,2\n", to: "other.csv")
    try folder.write("{\"id\": 1, \"plot\": \"A.\"}\n", to: "more.jsonl")
    let look = ProjectLook(below: folder.path)
    #expect(look.tables.map(\.path) == ["films.csv", "more.jsonl"])
    let tropefile = StarterTropefile(look)
    let read = try settings(tropefile)
    #expect(read.corpus.table == "films.csv" && read.corpus.separator == ";")
    #expect(read.corpus.columns == Settings.Columns(title: "Title", plot: "Plot Summary"))
    let lines = StartAdvice(look: look, tropefile: tropefile, file: "tropefile").lines
    #expect(
      lines.first
        == "wrote 'tropefile': the table 'films.csv', of which a build makes the files of 'data/interim'"
    )
    #expect(lines.contains("ignored: 'more.jsonl', which also holds movies"))
  }

  @Test func `a text is named where it is a table of plots, and only then`() throws {
    let folder = try TemporaryDirectory()
    try folder.write("id\ttitle\tplot\n1\tA\tAnn loves Bob.\n", to: "plots.txt")
    try folder.write("Read me, please; the plot\tis good.\n", to: "README.txt")
    try folder.write("", to: "empty.txt")
    try folder.write("1\tAnn loves Bob.\n", to: "raw/plot_summaries.txt")
    let look = ProjectLook(below: folder.path)
    #expect(look.tables.map(\.path) == ["plots.txt"])
    #expect(look.passedOver.isEmpty)
    // Many texts are plots of their own, and no tables.
    for number in 1...100 { try folder.write("id,plot\n", to: "texts/\(number).txt") }
    try folder.write("id,plot\n", to: "texts/x.txt")
    #expect(ProjectLook(below: folder.path).tables.map(\.path) == ["plots.txt"])
  }

  @Test func `where nothing is found, files that may have been meant are told with the reason`()
    throws
  {
    let folder = try TemporaryDirectory()
    try folder.write("wid,Film,Inhalt\n1,A,Ann loves Bob.\n", to: "filme.csv")
    try folder.write("A,\(String(repeating: "Ann loves Bob. ", count: 9))\n", to: "bare.csv")
    try folder.write("", to: "empty.tsv")
    try folder.write("x", to: "dir.csv/notes.md")
    try folder.write("PK", to: "deep/films.xlsx")
    try folder.write("plot\nA.\n", to: "deep/noid.csv")
    try folder.write("x", to: "README.md")
    let look = ProjectLook(below: folder.path)
    func lines(_ look: ProjectLook) -> [String] {
      StartAdvice(look: look, tropefile: StarterTropefile(look), file: "tropefile").lines
    }
    // With its type told, or the compiler looks for one through all the pluses for seconds.
    let told: [String] = [
      "wrote 'tropefile': nothing to build is here yet",
      "'bare.csv' was passed over: no column is known to hold the plots (it has 'A', 'Ann loves Bob. Ann loves "
        + "Bob. Ann loves …'; name one by 'corpus.columns.plot')",
      "'dir.csv' was passed over: it is a directory, where a text file is expected",
      "'empty.tsv' was passed over: it is empty (is this the right file?)",
      "'filme.csv' was passed over: no column is known to hold the plots (it has 'wid', 'Film', 'Inhalt'; name "
        + "one by 'corpus.columns.plot')",
      "'deep/films.xlsx' was passed over: no table that can be read: its name ends in none of .csv, .tsv, "
        + ".jsonl (Python's pandas makes one of Parquet or Excel: read_parquet(…).to_csv(…))",
      "and 1 more file",
      "a table of plots is named by 'corpus.table' in 'tropefile': docs/tables.md",
    ]
    #expect(Array(lines(look).prefix(8)) == told, "\(lines(look))")
    var split = look
    split.split = [.init(directory: "data", plots: 1, casts: 0)]
    #expect(!lines(split).contains { $0.contains("passed over") })
  }

  @Test(arguments: [
    ("Ann | Bob\nCy\n", "|"), ("Ann;Bob\nCy | Di\nEd; Flo\n", ";"), ("Ann\nBob\n", ";"),
    ("\"Ann\nBob\"\nCy\n", "\n"), ("\"Ann, Bob, Cy\"\n\"Di, Ed\"\n", ","),
    ("\"Ann Lee, Bob Ray\"\n", ","), ("Ann/Bob/Cy\nDi\n", "/"),
    // One comma or slash may stand in a name.
    ("\"Olsen, Dr.\"\n\"Olsen, Karl\"\n", ";"), ("Bruce Wayne / Batman\n", ";"),
    ("\"['Ann', 'Bob, Jr.', 'Cy']\"\n", ";"), ("nan\n\"Olsen, Dr.; Lee, Ann\"\n", ";"),
  ])
  func `the separator is the one that the table's cells show`(cells: String, separator: String)
    throws
  {
    let folder = try TemporaryDirectory()
    // A plot before each cell; ends of lines in quotes are left alone.
    var (rows, isQuoted) = ("Title,Plot,Characters\nA,Plot.,", false)
    for character in cells.dropLast() {
      if character == "\"" { isQuoted.toggle() }
      rows += character == "\n" && !isQuoted ? "\nB,Plot.," : String(character)
    }
    try folder.write(rows + "\n", to: "films.csv")
    let look = ProjectLook(below: folder.path)
    #expect(try settings(StarterTropefile(look)).corpus.separator == separator)
  }

  /// The text with every key brought to life: a `#` that touches a word is taken out.
  @Test func `what is commented out is right as well`() throws {
    let alive = StarterTropefile(ProjectLook()).text.split(
      separator: "\n", omittingEmptySubsequences: false
    ).map { line in
      let words = line.drop { $0 == " " }
      guard words.hasPrefix("#"), words.dropFirst().first?.isLetter == true else {
        return String(line)
      }
      return String(line.prefix(line.count - words.count) + words.dropFirst())
    }.joined(separator: "\n")
    let settings = try TropefileReader.read(bytes: Array(alive.utf8), path: "tropefile")
    #expect(settings.corpus.raw == "data/raw")
    #expect(settings.recipe.moviesPerRequest == 8)
    #expect(settings.plan.deadline == .seconds(2 * 86_400))
    #expect(settings.plan.budget == 5)
    #expect(settings.api.sandbox)
  }

  @Test(arguments: [
    (ProjectLook(), ["nothing to build is here yet", "https://www.cs.cmu.edu/~ark/personas/"]),
    (raw, ["the raw corpus in 'data/raw'", "tropebuild split ", "tropebuild -n"]),
    (split, ["3 plots and 1 cast in 'my plots'", "tropebuild -n", "tropebuild --sandbox"]),
  ])
  func `says what was found and what to do next`(look: ProjectLook, words: [String]) {
    let advice = StartAdvice(look: look, tropefile: StarterTropefile(look), file: "tropefile")
    let text = advice.lines.joined(separator: "\n")
    for word in words { #expect(text.contains(word), "\(text)") }
  }

  @Test func `says what is missing, packed or passed over`() {
    var look = ProjectLook()
    look.raw = [.init(directory: "raw", hasCasts: false), .init(directory: "other")]
    look.packed = ["MovieSummaries.tar.gz", "raw/character.metadata.tsv.gz"]
    let text = StartAdvice(look: look, tropefile: StarterTropefile(look), file: "tropefile").lines
      .joined(separator: "\n")
    for words in [
      "character.metadata.tsv is missing", "'tar xf MovieSummaries.tar.gz'",
      "'gunzip raw/character.metadata.tsv.gz'", "ignored: 'other'",
      "an empty file does",
    ] { #expect(text.contains(words), "\(text)") }
  }
}
