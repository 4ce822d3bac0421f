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
    let ending = try #require(own["ending"] as? String)
    #expect(explained.contains("of the movie: ") && explained.contains("ending \(ending)"))

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
    for option in [["--empty"], ["--trope", "Mentor"], ["--unsure", "3"]] {
      let refused = try await Program.run(["show"] + option, in: project.directory)
      #expect(refused.status == 64 && refused.errors.contains("about movies alone"))
    }
    let filled = try await project.build("prompt", "--filled").output
    #expect(filled.contains("- ending: how the story ends (one of") && !filled.contains("<names>"))
    let schema = try #require(
      try await project.build("prompt", "--schema").output.jsonLines().first)
    #expect(schema["required"] as? [String] == ["ending", "setting", "deaths"])
    let refused = try await project.tropebuild("try", "-n")
    #expect(refused.status == 2)
    #expect(refused.errors.contains("variants are compared by what they say of characters"))
    #expect(refused.errors.contains("'tropebuild diff' compares"))
    try await project.build("report", "-o", "report.html")
  }

  /// The endings of the records, with one that is not what was answered: the movie's id, and the ending, by movie.
  private func endings(of project: TestProject) throws -> (asAnswered: [String], wrong: String) {
    let answered = try project.rows("SELECT movie_id, ending FROM movie_labels ORDER BY 1")
    let first = try #require(answered.first?.split(separator: "|").last)
    return (answered, first == "sad" ? "happy" : "sad")
  }

  @Test(arguments: ["", "  characters: none\n"])
  func `labelled movies tell how good the answers are`(characters: String) async throws {
    let project = try TestProject.small("recipe:\n" + characters + Self.fields)
    try await project.build()
    let (answered, wrong) = try endings(of: project)
    var rows = answered.map { $0.replacing("|", with: ",") + ",7" }
    rows[0] = "1,\(wrong),"
    try project.write(
      "endings.csv", "wikipedia_id,ending,deaths\n" + rows.joined(separator: "\n") + "\n9,sad,\n")
    let text = try await project.build("eval", "endings.csv", "--all").output
    #expect(text.hasPrefix("labelled movies  5\n"), "\(text)")
    #expect(text.contains("\nending         5         4      3  75.0%"), "\(text)")
    #expect(text.contains("ending: movie has no record: 1"))
    #expect(text.contains("differs: 1 ending (\(wrong)): "))
    let object = try #require(
      try await project.build("eval", "endings.csv", "--json").output.jsonLines().first)
    let fields = try #require(object["fields"] as? [[String: Any]])
    #expect(fields.map { $0["field"] as? String } == ["ending", "deaths"])
    #expect(fields.first?["agreed"] as? Int == 3 && object["cases"] == nil)
    #expect(fields.last?["mean_difference"] as? Double == 7)
    let all = try await project.build("eval", "endings.csv", "--recipe", "now", "--all", "--json")
    #expect((try all.output.jsonLines().first?["cases"] as? [Any])?.count == 8)

    try project.write("bad.csv", "wikipedia_id,ending\n1,tragic\n")
    let bad = try await project.tropebuild("eval", "bad.csv")
    #expect(bad.status == 2)
    #expect(bad.errors.contains("bad.csv:2: 'tragic' cannot be 'ending', which is one of 'happy'"))
    let svg = try await project.tropebuild("eval", "endings.csv", "--svg", "a.svg")
    #expect(svg.status == 64 && svg.errors.contains("has labels of movies"))
  }

  @Test func `what nobody is asked about cannot be evaluated, and that is told`() async throws {
    let project = try TestProject.small("recipe:\n  characters: none\n" + Self.fields)
    try await project.build()
    let none = try await project.tropebuild("eval")
    #expect(none.status == 64 && none.errors.contains("name the table of labelled movies"))
    try project.write("gold.csv", "wikipedia_id,character,trope\n1,Anna,Mentor\n")
    let characters = try await project.tropebuild("eval", "gold.csv")
    #expect(characters.status == 2)
    #expect(characters.errors.contains("a table of labelled movies has the column 'wikipedia_id'"))
    let label = try await project.tropebuild("label", "1", "Anna", "ending=sad")
    #expect(label.status != 0 && label.errors.contains("movies alone"), "\(label.errors)")
    let tropes = try TestProject.small()
    try await tropes.build()
    try tropes.write("endings.csv", "wikipedia_id,ending\n1,sad\n")
    let movies = try await tropes.tropebuild("eval", "endings.csv")
    #expect(movies.errors.contains("the recipe asks nothing about the movie itself"))
  }

  @Test(arguments: ["", "  characters: none\n"])
  func `what changed of movies themselves is told, from what to what`(characters: String)
    async throws
  {
    let project = try TestProject.small("recipe:\n" + characters + Self.fields)
    try await project.build()
    try await project.build("export", "-o", "out")
    try await project.build("export", "--format", "jsonl", "-o", "all.jsonl")
    let (answered, wrong) = try endings(of: project)
    let cells = try #require(answered.first).split(separator: "|")
    let first = String(try #require(cells.last))
    for file in ["out/movies.csv", "all.jsonl"] {
      let text = try project.text(file)
      let place = try #require(
        text.range(of: file.hasSuffix("csv") ? ",\(first)," : "\"ending\":\"\(first)\""))
      try project.write(
        file,
        text.replacingCharacters(
          in: place, with: text[place].replacing(first, with: wrong)))
      let lines = try await project.build("diff", file, "now", "--json").output.jsonLines()
      #expect(lines.count == 2, "\(lines)")
      #expect(lines[0]["of"] as? String == "movie" && lines[0]["character"] is NSNull)
      #expect(lines[0]["from"] as? String == wrong && lines[0]["to"] as? String == first)
      let summary = try #require(lines.last?["summary"] as? [String: Any])
      let fields = try #require(summary["movie_fields"] as? [[String: Any]])
      #expect(fields.map { $0["same"] as? Int } == [3, 4, 4])
      #expect(summary["changed_movies"] as? Int == 1)
    }
    let text = try await project.build("diff", "all.jsonl", "now").output
    #expect(text.contains("ending: 3 of 4 agree, 75.0%"), "\(text)")
    #expect(text.contains("1 answer about movies, in 1 movie"), "\(text)")
    #expect(text.contains("characters  ") == characters.isEmpty, "\(text)")
    let table = try await project.build("diff", "all.jsonl", "now", "-o", "-").output
    #expect(table.contains("\t\tending\tchanged\t\(wrong)\t\(first)\n"), "\(table)")
    try project.write("neither.csv", "wikipedia_movie_id,name,trope_id\n1,Anna,HERO\n")
    let other = try await project.tropebuild("diff", "neither.csv", "now")
    #expect(characters.isEmpty || other.errors.contains("no field is in both sides"))
  }
}
