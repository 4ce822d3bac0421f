import Foundation
import Testing

@Suite struct ExportTests {
  private static let metadata =
    "1\t/m/f1\tThe \"Ship\", part 1\t1925-03-01\t1000000\t95\t{\"/m/en\": \"English\"}\t{}\t{\"/m/d\": \"Drama\"}\n"
    + "2\t/m/f2\tZoë\t1926\t\t\t{}\t{}\t{}\n"
    + "99\t/m/f9\tNot here\t1927\t\t\t{}\t{}\t{}\n"

  /// A project with metadata and actors for its movies.
  private func project(_ lines: String = "") throws -> TestProject {
    let project = try TestProject.small(
      "corpus: {movie_metadata: movies.tsv}\n\(lines)")
    try project.write("movies.tsv", Self.metadata)
    return project
  }

  @Test func `export writes the original's three tables`() async throws {
    let project = try project()
    #expect(try await project.tropebuild("export").errors.contains("nothing has been built yet"))
    try await project.build()
    let outcome = try await project.build("export")
    #expect(outcome.output.contains("wrote export/characters.csv: "))
    #expect(outcome.output.contains("wrote export/movies.csv: 4 movies"))
    #expect(outcome.output.contains("wrote export/tropes.csv: 99 tropes"))
    let movies = try project.text("export/movies.csv").split(separator: "\n")
    #expect(
      movies[1]
        == #"1,/m/f1,"The ""Ship"", part 1",1925-03-01,1000000.0,95.0,"{""/m/en"": ""English""}",{},"{""/m/d"": ""Drama""}""#
    )
    #expect(movies[2].hasPrefix("2,/m/f2,Zoë,1926,,,{},{},{}"))
    #expect(movies[3].hasPrefix("3,/m/0,,1925,"))
    #expect(movies.count == 5)
    let characters = try project.text("export/characters.csv").split(separator: "\n")
    let names = try project.rows(
      "SELECT movie_id, name, trope_id FROM characters ORDER BY 1, position")
    let rows: [String] = characters.dropFirst().map { row in
      row.split(separator: ",").prefix(3).joined(separator: "|")
    }
    #expect(rows == names)
    #expect(try project.text("export/tropes.csv").hasPrefix("name,description,id\nChosen One,"))
    let again = try await project.build("export")
    #expect(again.output.contains("unchanged: export/movies.csv: 4 movies"))
  }

  @Test func `one table, or JSON lines, goes where it is told to`() async throws {
    let project = try project()
    try await project.build()
    let printed = try await project.build("export", "--table", "tropes", "-o", "-")
    #expect(printed.output.hasPrefix("name,description,id\n"))
    #expect(printed.output.split(separator: "\n").count == 100)
    #expect(printed.errors == "")
    try await project.build("export", "--table", "movies", "--bom", "-o", "out/m.csv")
    // Read as text the mark would be passed over.
    let marked = try Data(contentsOf: project.directory.appendingPathComponent("out/m.csv"))
    #expect(Array(marked.prefix(7)) == [0xEF, 0xBB, 0xBF] + Array("wiki".utf8))
    try await project.build("export", "--format", "jsonl", "-o", "all.jsonl")
    let objects = try project.text("all.jsonl").jsonLines()
    #expect(objects.map { $0["wikipedia_movie_id"] as? Int } == [1, 2, 3, 4])
    #expect(objects.map { $0["name"] as? String } == ["The \"Ship\", part 1", "Zoë", nil, nil])
    #expect(objects.allSatisfy { $0["model"] as? String == "sandbox-lexical" })
    try await project.build("export", "--format", "jsonl", "-o", "dir")
    #expect(project.exists("dir/movies.jsonl"))
    #expect(
      try await project.build("export", "--help").output.contains(
        "(values: characters, movies, tropes)"))
    for wrong in [
      ["-o", "-"], ["-o", "x.csv"], ["--table", "jsonl"], ["--table", "nonsense"],
      ["--format", "jsonl", "--table", "movies"], ["--format", "parquet"],
      ["--table", "movies", "--table", "movies"],
    ] {
      let outcome = try await Program.run(["export"] + wrong, in: project.directory)
      #expect(outcome.status == 64, "\(wrong): \(outcome.errors)")
    }
  }

  @Test func `what the sandbox answered is left out of a project that does not use it`()
    async throws
  {
    let project = try project()
    try await project.build()
    try project.write("tropefile", TestProject.settings(sandbox: false))
    let outcome = try await project.build("export", "--table", "characters")
    #expect(outcome.output.contains("wrote export/characters.csv: 0 characters"))
    #expect(outcome.output.contains("left out 4 records that the sandbox answered"))
    let all = try await project.build("export", "--table", "characters", "--sandbox")
    #expect(!all.output.contains("left out"))
    #expect(!all.output.contains(": 0 characters"))
  }

  @Test func `a cast that cannot be read costs its columns only, and is told`() async throws {
    let project = try project()
    try await project.build()
    try project.write("data/character.metadata_1.csv", "nonsense\n")
    let outcome = try await project.build("export")
    #expect(outcome.errors.contains("data/character.metadata_1.csv"))
    #expect(outcome.output.contains("wrote export/movies.csv: 4 movies"))
  }

  // MARK: Of the build

  private static let exports = """
    exports:
      files:
        out/characters.csv: characters
        out/all.jsonl: jsonl
    """

  @Test func `exports of the tropefile are written when records change, and only then`()
    async throws
  {
    let project = try project(Self.exports)
    let first = try await project.build("-n")
    #expect(first.output.contains("export: out/characters.csv, once records have changed"))
    #expect(!project.exists("out"))
    let built = try await project.build()
    #expect(built.output.contains("wrote out/characters.csv: "))
    #expect(built.output.contains("wrote out/all.jsonl: 4 movies"))
    try await project.expectNothingToDo(4)
    #expect(!(try await project.build("-n").output.contains("export:")))
    #expect(try await project.tropebuild("-q").status == 0)

    try project.addSmallMovie(5)
    let more = try await project.build()
    #expect(more.output.contains("wrote out/all.jsonl: 5 movies"))
    try await project.expectNothingToDo(5)
  }

  @Test
  func
    `an export that is gone or was changed is made again by a build that has nothing else to do`()
    async throws
  {
    let project = try project(Self.exports)
    try await project.build()
    let text = try project.text("out/all.jsonl")
    try project.remove("out/all.jsonl")
    let preview = try await project.preview()
    #expect(preview.summary["exports"] as? [String] == ["out/all.jsonl"])
    #expect(try await project.tropebuild("-q").status == 1)
    let outcome = try await project.build()
    #expect(outcome.output.contains("nothing to do: 4 up to date"))
    #expect(outcome.output.contains("wrote out/all.jsonl"))
    #expect(outcome.output.contains("unchanged: out/characters.csv"))
    #expect(try project.text("out/all.jsonl") == text)
    try project.write("out/all.jsonl", "mine\n")
    #expect(
      try await project.build("-n").output.contains("it may have changed since it was written"))
    try await project.build()
    #expect(try project.text("out/all.jsonl") == text)
    try await project.expectNothingToDo(4)
  }

  @Test func `new metadata make the exports new, and a file that comes out the same stays`()
    async throws
  {
    let project = try project(Self.exports)
    try await project.build()
    let before = project.modified("out/characters.csv")
    try project.write("movies.tsv", Self.metadata.replacing("Zoë", with: "Zora"))
    let outcome = try await project.build()
    #expect(outcome.output.contains("wrote out/all.jsonl"))
    #expect(outcome.output.contains("unchanged: out/characters.csv"))
    let after = project.modified("out/characters.csv")
    #expect(before.tv_sec == after.tv_sec && before.tv_nsec == after.tv_nsec)
    #expect(try project.text("out/all.jsonl").contains("Zora"))
    try await project.expectNothingToDo(4)
  }

  @Test func `clean removes the exports that nobody changed`() async throws {
    let project = try project(Self.exports)
    try await project.build()
    try project.write("out/all.jsonl", "mine\n")
    #expect(
      try await project.build("clean", "-n").output.contains(
        "would remove exports: out/characters.csv"))
    #expect(project.exists("out/characters.csv"))
    try await project.build("clean")
    #expect(!project.exists("out/characters.csv"))
    #expect(try project.text("out/all.jsonl") == "mine\n")
    #expect(!project.exists("build"))
  }

  @Test(arguments: [
    ("files: {x.csv: charcters}", "did you mean 'characters'?"),
    ("files: {x.csv: [movies]}", "takes one value"),
    ("files: [movies]", "takes names and values"),
    ("files: {ledger.db: movies}", "would replace the file that 'ledger' names"),
    ("files: {a.csv: movies, ./a.csv: tropes}", "two exports are the same file"),
  ])
  func `a mistake in exports is told with its place`(line: String, words: String) async throws {
    let project = try TestProject.small("exports:\n  \(line)")
    let outcome = try await project.tropebuild("-n")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(outcome.errors.contains("tropefile:"), "\(outcome.errors)")
    #expect(!project.exists("build"))
  }
}
