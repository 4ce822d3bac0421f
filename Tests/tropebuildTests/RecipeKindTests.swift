import Foundation
import Testing

/// Recipes that ask for something else than tropes, from the tropefile to the tables.
@Suite struct RecipeKindTests {
  private static let fields = """
    recipe:
      fields:
        profession: {type: text, description: what the character does for a living}
        age: {type: integer, range: 0..120, optional: true}
        side: {type: choice, values: [good, bad]}
    """

  /// The small project and a movie of which something is told.
  private func project(_ recipe: String, strategy: String = "realtime") throws -> TestProject {
    let project = try TestProject.small(strategy: strategy, recipe)
    try project.addMovie(
      5, plot: "Anna, a baker of 43, is killed. The young Bert lives on.",
      cast: ["Anna", "Bert", "Carl"])
    return project
  }

  private func use(_ recipe: String, in project: TestProject) throws {
    try project.write("tropefile", TestProject.settings(recipe))
  }

  @Test func `who dies is asked, recorded and shown, also by the first system's names`()
    async throws
  {
    let project = try project("recipe: {kind: deaths}")
    let before = try project.picture()
    #expect(try await project.preview().summary["stale"] as? Int == 5)
    #expect(try project.picture() == before)
    #expect(try await project.build().output.count("built") == 5)
    try await project.expectNothingToDo(5)

    let deaths = ["5|Anna|1", "5|Bert|0", "5|Carl|0"]
    #expect(
      try project.rows("SELECT movie_id, name, dies FROM labels WHERE movie_id = 5") == deaths)
    #expect(
      try project.rows("SELECT movie_id, name, dies FROM character_deaths WHERE movie_id = '5'")
        == deaths)
    #expect(
      try project.rows("SELECT DISTINCT processed_status FROM deathmovie") == ["COMPLETED"])
    #expect(try project.rows("SELECT count(*) FROM character_tropes") == ["0"])
    #expect(try project.rows("SELECT count(*) FROM tropes") == ["0"])

    let shown = try await project.build("show", "5").output
    #expect(shown.contains("dies") && shown.contains("true") && shown.contains("false"))
    let record = try #require(
      try await project.build("show", "5", "--json").output.jsonLines().first)
    let characters = try #require(record["characters"] as? [[String: Any]])
    #expect(characters.map { ($0["fields"] as? [String: Bool])?["dies"] } == [true, false, false])
    #expect(characters.allSatisfy { $0["trope_id"] == nil })
    let byTrope = try await Program.run(["show", "--trope", "Mentor"], in: project.directory)
    #expect(byTrope.status == 64 && byTrope.errors.contains("have 'dies'"), "\(byTrope.errors)")
    #expect(!byTrope.errors.contains("catalog"))
    let explained = try await project.build("explain", "5").output
    #expect(explained.contains("dies: true or false"))
    #expect(!explained.contains("catalog"))
    #expect(try await project.build("status").output.hasPrefix("records  5\n"))
  }

  @Test(arguments: ["realtime", "batch"])
  func `fields of one's own become columns of their own types`(strategy: String) async throws {
    let project = try project(
      Self.fields + "\n  movies_per_request: 2", strategy: strategy)
    #expect(try await project.build().output.count("built") == 5)
    try await project.expectNothingToDo(5)
    let columns = "name, profession, age, typeof(age), side"
    let rows = try project.rows("SELECT \(columns) FROM labels WHERE movie_id = 5")
    #expect(rows.count == 3)
    #expect(rows[0].hasPrefix("Anna|Anna, a baker of 43, is killed.|43|integer|"))
    #expect(rows[1].hasPrefix("Bert|The young Bert lives on.||null|"))
    #expect(rows[2].hasPrefix("Carl|unknown||null|"))
    #expect(
      try project.rows("SELECT DISTINCT side IN ('good', 'bad') FROM labels WHERE side <> ''")
        == ["1"])
    #expect(
      try project.rows("SELECT count(*) FROM sqlite_master WHERE name LIKE '%death%'") == ["0"])
    #expect(try await project.build("show", "5").output.contains("unknown"))
  }

  @Test func `a changed field makes all stale and says so, and going back costs nothing`()
    async throws
  {
    let project = try project(Self.fields)
    try await project.build()
    let first = try project.rows("SELECT movie_id, name, fields FROM characters ORDER BY 1, 2")

    try use(Self.fields.replacing("0..120", with: "0..130"), in: project)
    let (movies, summary) = try await project.preview()
    #expect(summary["stale"] as? Int == 5)
    #expect(movies.allSatisfy { $0["reasons"] as? [String] == ["fields changed"] })
    let explained = try await project.build("explain", "5").output
    #expect(explained.contains("age: a whole number from 0 to 130, or null"))
    #expect(explained.contains("age: a whole number from 0 to 120, or null"))
    #expect(try await project.build().output.count("built") == 5)

    try use(Self.fields, in: project)
    let back = try await project.build().output
    #expect(back.count("reused") == 5)
    #expect(back.contains("nothing was asked, cost $0.00"))
    #expect(
      try project.rows("SELECT movie_id, name, fields FROM characters ORDER BY 1, 2") == first)
    try await project.expectNothingToDo(5)
  }

  @Test func `another kind of recipe and back again is paid for once`() async throws {
    let project = try project("")
    try await project.build()
    let tropes = try project.rows("SELECT * FROM character_tropes ORDER BY movie_id, name")
    try use(Self.fields, in: project)
    let movies = try await project.preview().movies
    #expect(
      movies.allSatisfy {
        $0["reasons"] as? [String] == ["fields changed", "prompt changed", "catalog changed"]
      })
    #expect(try await project.build().output.count("built") == 5)
    #expect(try project.rows("SELECT count(*) FROM character_tropes") == ["0"])
    try use("recipe: {kind: tropes}", in: project)
    #expect(try await project.build().output.count("reused") == 5)
    #expect(
      try project.rows("SELECT movie_id, name, trope FROM labels ORDER BY 1, 2").count
        == tropes.count)
    try await project.expectNothingToDo(5)
  }

  @Test func `a trope may stand among other fields`() async throws {
    let project = try project(
      "recipe: {fields: {rich: {type: boolean}, role: {type: trope, optional: true}}}")
    try await project.build()
    let rows = try project.rows(
      "SELECT name, rich, role IS NULL FROM labels WHERE movie_id = 5 ORDER BY position")
    #expect(rows == ["Anna|0|0", "Bert|0|0", "Carl|0|1"])
    #expect(try project.rows("SELECT count(*) FROM character_tropes WHERE movie_id = '5'") == ["2"])
    let shown = try await project.build("show", "5").output
    #expect(shown.contains("–"))
  }

  @Test func `prompt and catalog print what the recipe has`() async throws {
    let project = try project(Self.fields)
    let filled = try await project.build("prompt", "--filled").output
    #expect(filled.contains("- age (a whole number from 0 to 120; null if the plot does not tell)"))
    #expect(!filled.contains("{{"))
    #expect(try await project.build("prompt").output.contains("{{fields}}"))
    let schema = try #require(
      try await project.build("prompt", "--schema").output.jsonLines().first)
    #expect(schema["required"] as? [String] == ["characters"])
    let none = try await project.tropebuild("catalog")
    #expect(none.status == 2)
    #expect(none.errors.contains("this recipe has no catalog"))
    #expect(
      try await project.build("catalog", "--built-in").output.hasPrefix("id,name,description"))

    try project.write("mine.txt", "Look at {{fields}} closely.\n")
    try use(Self.fields + "\n  prompt: mine.txt", in: project)
    #expect(try await project.build("prompt").output == "Look at {{fields}} closely.\n")
    #expect(try await project.build("prompt", "--built-in").output.contains("<summary>"))

    try project.write("c.csv", "id,name,description\nHERO,Hero,Saves.\n")
    try use("recipe: {catalog: c.csv}", in: project)
    #expect(
      try await project.build("catalog").output == "id,name,description\nHERO,Hero,Saves.\n")
    #expect(try await project.tropebuild("prompt", "--schema", "--filled").status == 64)
  }

  @Test func `outside a project the built-in recipe is printed`() async throws {
    let project = try TestProject(tropefile: nil)
    #expect(try await project.build("prompt").output.contains("{{catalog}}"))
    #expect(try await project.build("prompt", "--schema").output.contains("Chosen One"))
    #expect(try await project.build("catalog").output.hasPrefix("id,name,description"))
  }

  @Test func `wrong fields stop a build with every fault and its place`() async throws {
    let project = try project("recipe: {fields: {name: {type: text}, age: {type: integr}}}")
    let outcome = try await project.tropebuild()
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("tropefile:6:19: a field cannot be named 'name'"))
    #expect(outcome.errors.contains("unknown type 'integr'"))
    #expect(outcome.errors.contains("did you mean 'integer'?"))
    #expect(!project.exists("build"))
  }
}
