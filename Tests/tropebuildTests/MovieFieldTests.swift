import Foundation
import Testing
import TestSupport

/// Questions about the movie itself, from the tropefile to the tables, by the built program.
@Suite struct MovieFieldTests {
  private static let fields = """
      movie_fields:
        ending: {type: choice, values: [happy, sad, open], description: how the story ends}
        setting: {type: text, optional: true, description: where and when it plays}
        deaths: {type: integer, range: 0..50}
    """

  /// The silent films of Examples, with more in the recipe.
  private func silentFilms(_ recipe: String) throws -> TestProject {
    let project = try TestProject(tropefile: nil)
    let example = Checkout.directory.appending(path: "Examples/silent-films")
    try project.remove("data")
    try FileManager.default.copyItem(
      at: example.appending(path: "data"), to: project.directory.appending(path: "data"))
    let tropefile = try String(contentsOf: example.appending(path: "tropefile"), encoding: .utf8)
    try project.write("tropefile", tropefile + "recipe:\n" + recipe + "\n")
    return project
  }

  @Test func `the silent films have an ending beside their tropes, alone and in groups`()
    async throws
  {
    let project = try silentFilms(Self.fields)
    let before = try project.picture()
    #expect(try await project.preview().summary["stale"] as? Int == 12)
    #expect(try project.picture() == before)
    try await project.build("-s")
    try await project.expectNothingToDo(12)
    #expect(
      try project.rows(
        "SELECT count(*), sum(ending IN ('happy', 'sad', 'open')), sum(deaths = 0) FROM movie_labels"
      ) == ["12|12|12"])
    #expect(try project.rows("SELECT count(*) > 12 FROM labels WHERE trope IS NOT NULL") == ["1"])

    let shown = try await project.build("show", "49696").output
    #expect(shown.contains("ending") && shown.contains("setting") && shown.contains("trope"))
    let json = try #require(
      try await project.build("show", "49696", "--json").output.jsonLines().first)
    let own = try #require(json["fields"] as? [String: Any])
    #expect(own.keys.sorted() == ["deaths", "ending", "setting"])
    #expect((json["characters"] as? [Any])?.isEmpty == false)
    let explained = try await project.build("explain", "49696").output
    #expect(explained.contains("ending of the movie: one of 'happy', 'sad', 'open'"))

    try await project.build("export", "--sandbox", "--table", "movies", "-o", "movies.csv")
    let table = try project.text("movies.csv").split(separator: "\n")
    #expect(table.count == 13 && table[0].hasSuffix(",genres,ending,setting,deaths"))
    try await project.build("export", "--sandbox", "--format", "jsonl", "-o", "all.jsonl")
    let lines = try project.text("all.jsonl").jsonLines()
    #expect(lines.allSatisfy { ($0["fields"] as? [String: Any])?["ending"] is String })

    // Grouped, each movie has the same of its own, and it is another question to nobody.
    let first = try project.rows("SELECT movie_id, ending, setting, deaths FROM movie_labels")
    try project.write(
      "tropefile", try project.text("tropefile") + "  movies_per_request: 5\n")
    try await project.expectNothingToDo(12)
    try await project.build("-s", "-B", "--fresh")
    #expect(
      try project.rows("SELECT movie_id, ending, setting, deaths FROM movie_labels") == first)
    #expect(
      try Shell(project.directory.appending(path: "ledger.db").path)
        .rows("SELECT max(question_count) FROM replies") == ["5"])
  }

  @Test func `a changed field of the movie makes all stale, and going back costs nothing`()
    async throws
  {
    let project = try TestProject.small("recipe:\n" + Self.fields)
    try await project.build()
    let first = try project.rows("SELECT movie_id, fields FROM movie_answers ORDER BY 1")
    #expect(first.count == 4)
    try project.write(
      "tropefile",
      TestProject.settings("recipe:\n" + Self.fields.replacing("0..50", with: "1..50")))
    let (movies, _) = try await project.preview()
    #expect(movies.allSatisfy { $0["reasons"] as? [String] == ["fields changed"] })
    try await project.build()
    #expect(try project.rows("SELECT DISTINCT deaths FROM movie_labels") == ["1"])
    try project.write("tropefile", TestProject.settings(""))
    #expect(try await project.build().output.count("built") == 4)
    #expect(try project.rows("SELECT count(*) FROM movie_answers") == ["0"])
    try project.write("tropefile", TestProject.settings("recipe:\n" + Self.fields))
    #expect(try await project.build().output.count("reused") == 4)
    #expect(try project.rows("SELECT movie_id, fields FROM movie_answers ORDER BY 1") == first)
  }

  @Test func `alone, no cast is an input and every movie is asked`() async throws {
    let project = try TestProject.small("recipe:\n  characters: none\n" + Self.fields)
    #expect(try await !project.build("-n").output.contains("without a cast"))
    let built = try await project.build().output
    #expect(built.contains("built 4") && !built.contains("without any character"))
    #expect(try project.rows("SELECT count(*), count(ending) FROM movie_labels") == ["4|4"])
    #expect(try project.rows("SELECT count(*) FROM labels") == ["0"])
    try project.write("data/character.metadata_1.csv", TestProject.castFile(["Somebody"]))
    try project.write("data/character.metadata_4.csv", "no table at all")
    try await project.expectNothingToDo(4)
    let shown = try await project.build("show", "1").output
    #expect(shown.contains("ending") && !shown.contains("character") && !shown.contains("(none)"))
    let filled = try await project.build("prompt", "--filled").output
    #expect(filled.contains("- ending: how the story ends (one of") && !filled.contains("<names>"))
    let schema = try #require(
      try await project.build("prompt", "--schema").output.jsonLines().first)
    #expect(schema["required"] as? [String] == ["ending", "setting", "deaths"])
    let refused = try await project.tropebuild("try", "-n")
    #expect(refused.errors.contains("variants are compared by what they say of characters"))
    try await project.build("report", "-o", "report.html")
  }
}
