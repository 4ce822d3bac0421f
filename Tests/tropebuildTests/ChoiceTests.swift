import Foundation
import TestSupport
import Testing

/// `--where` and `--sample`: a dry run, the plan and the build mean the same movies.
@Suite struct ChoiceTests {
  /// Twenty movies of the years 1911 to 1930; those of odd ids are horror, 7 has no title.
  private func project(_ more: String = "") throws -> TestProject {
    let project = try TestProject(
      tropefile: TestProject.settings("corpus: {movie_metadata: movies.tsv}\n" + more))
    for id in 1...20 { try project.addSmallMovie(id) }
    let lines = (1...20).filter { $0 != 7 }.map { id in
      let genre = id % 2 == 1 ? #"{"/m/h": "Horror"}"# : #"{"/m/c": "Comedy"}"#
      return "\(id)\t/m/f\(id)\tFilm \(id)\t\(1910 + id)-02-01\t\t\t{}\t{}\t\(genre)\n"
    }
    try project.write("movies.tsv", lines.joined())
    return project
  }

  private func movies(_ project: TestProject, _ words: String...) async throws -> [Int?] {
    let look = try await Program.run(["-n", "--json"] + words, in: project.directory)
    #expect(look.status == 0, "\(look.errors)")
    return try look.output.jsonLines().dropLast().map { $0["movie"] as? Int }
  }

  @Test(arguments: [
    ("year < 1914", [1, 2, 3]), ("year BETWEEN 1920 AND 1922 -- of the later ones", [10, 11, 12]),
    ("genres LIKE '%Horror%' AND movie_id > 15", [17, 19]), ("title IS NULL", [7]),
    ("released = '1913-02-01' or title = 'Film 9'", [3, 9]),
    ("movie_id IN (SELECT movie_id FROM movies ORDER BY year DESC LIMIT 2)", [19, 20]),
    ("NOT has_cast", [4]),
  ])
  func `a condition takes the movies that it holds for`(condition: String, wanted: [Int])
    async throws
  {
    #expect(try await movies(try project(), "--where", condition) == wanted)
  }

  @Test func `dry run, plan and build agree, and what was not chosen stays stale`() async throws {
    let project = try project()
    let before = try project.picture()
    let words = ["--where", "year < 1914"]
    let plan = try await Program.run(["plan", "--offline"] + words, in: project.directory)
    #expect(plan.output.contains("3 movies to ask"), "\(plan.output)\(plan.errors)")
    #expect(try project.picture() == before)
    let build = try await Program.run(words, in: project.directory)
    #expect(build.output.count("built") == 3, "\(build.output)\(build.errors)")
    #expect(try project.rows("SELECT movie_id FROM records") == ["1", "2", "3"])
    let again = try await Program.run(words, in: project.directory)
    #expect(again.output == "nothing to do: 3 up to date\n")
    #expect(try await movies(project).count == 17)
  }

  @Test func `batches are written, and movies asked in real time, of those alone that are chosen`()
    async throws
  {
    let project = try project()
    try await project.build("create-batches", "--strategy", "batch", "--where", "year < 1914")
    let ledger = try Shell(project.directory.appendingPathComponent("ledger.db").path)
    #expect(try ledger.rows("SELECT movie_id FROM batch_questions ORDER BY 1") == ["1", "2", "3"])
    let other = try self.project()
    try await other.build("process-chat", "--sample", "2")
    let sample = try await movies(try self.project(), "--sample", "2")
    #expect(
      try other.rows("SELECT movie_id FROM records ORDER BY 1")
        == sample.compactMap { $0 }.map(String.init))
  }

  @Test func `the movies with the least sure labels are chosen by --unsure`() async throws {
    let project = try project("recipe: {model: gpt-4o-mini, confidence: logprobs}")
    let none = try await project.tropebuild("-n", "--unsure", "3")
    #expect(none.status == 2 && none.errors.contains("no label has a confidence"))
    try await project.build()
    let least = try project.rows(
      "SELECT movie_id FROM labels GROUP BY 1 ORDER BY min(confidence), 1 LIMIT 3")
    let chosen = try await movies(project, "--unsure", "3", "--fresh", "-B")
    #expect(chosen.compactMap { $0 }.map(String.init).sorted() == least.sorted())
    #expect(try await project.tropebuild("-n", "--unsure", "0").status == 64)
  }

  @Test func `a condition may ask for what has been built`() async throws {
    let project = try project()
    try await project.build("5", "6")
    let built = "movie_id IN (SELECT movie_id FROM labels)"
    #expect(try await movies(project, "-B", "--where", built) == [5, 6])
    #expect(try await movies(project, "--where", "NOT \(built) AND movie_id < 7") == [1, 2, 3, 4])
  }

  @Test(arguments: [
    (
      "yaer < 1914",
      "--where 'yaer < 1914': no such column: yaer (a condition of SQL over movie_id, "
    ),
    ("year <", "--where 'year <': near \")\": syntax error"),
    ("select movie_id from movies", "give the condition alone, without SELECT"),
    ("movie_id IN (SELECT movie_id FROM labels)", "no such table: labels"),
    ("year = ?", "the statement has 2 parameters"),
  ])
  func `a condition that is none is refused before anything is done`(
    condition: String, says: String
  ) async throws {
    let project = try project()
    let before = try project.picture()
    for words in [["-n"], ["plan", "--offline"], []] {
      let outcome = try await Program.run(
        words + ["--where", condition], in: project.directory)
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains(says), "\(outcome.errors)")
    }
    #expect(try project.picture() == before)
    #expect(try await project.tropebuild("-n", "--where", "").status == 64)
  }

  @Test func `where nothing is meant, that is said`() async throws {
    let project = try project()
    for words in [["-n"], ["plan", "--offline"], []] {
      let outcome = try await Program.run(
        words + ["--where", "year > 2000"], in: project.directory)
      #expect(outcome.status == 0)
      #expect(outcome.output == "nothing to do: no movie meets --where\n")
    }
  }

  @Test func `where no years are known, that is said with it`() async throws {
    let project = try TestProject.small()
    let look = try await project.build("-n", "--where", "year > 1900")
    #expect(look.output.contains("titles, years and genres are not known here"))
    for condition in ["movie_id = 99", "has_cast AND 'year' = 'title'"] {
      let other = try await project.build("-n", "--where", condition)
      #expect(other.output == "nothing to do: no movie meets --where\n")
    }
  }

  @Test func `a sample is always the same, begins a larger one, and is what try draws`()
    async throws
  {
    let project = try project()
    let four = try await movies(project, "--sample", "4")
    #expect(four.count == 4)
    #expect(try await movies(project, "--sample", "4") == four)
    let nine = try await movies(project, "--sample", "9")
    #expect(nine.count == 9 && Set(four).isSubset(of: Set(nine)))
    #expect(try await movies(project, "--sample", "100").count == 20)
    #expect(try await project.tropebuild("-n", "--sample", "0").status == 64)
    // Of those that a condition holds for it takes the first of the same draw.
    let horror = try await movies(project, "--sample", "3", "--where", "genres LIKE '%Horror%'")
    #expect(horror.count == 3 && horror.allSatisfy { ($0 ?? 0) % 2 == 1 })
    #expect(try await movies(project, "--sample", "2", "8", "9", "10").count == 2)

    // What was tried is not asked again.
    let asked = try await project.tropebuild("try", "--movies", "4", "--yes")
    #expect(asked.status == 0, "\(asked.errors)")
    let build = try await project.build("--sample", "4")
    #expect(build.output.contains("built 0, reused 4,"), "\(build.output)")
    #expect(try project.rows("SELECT movie_id FROM records").compactMap { Int($0) } == four)
  }

  @Test
  func `a sample does not ask again about what failed, and a movie that is not there is told`()
    async throws
  {
    let project = try project()
    let failed = ["--set", "lanes.attempts=1"]
    let refused = try await Program.run(
      ["1", "2", "--faults", "refusal=100%"] + failed, in: project.directory)
    #expect(refused.status == 1)
    let look = try await project.preview("--where", "year < 1914", "--set", "lanes.attempts=1")
    #expect(look.movies.map { $0["state"] as? String } == ["stale", "failed", "failed"])
    let again = try await project.preview(
      "--failed", "--where", "year > 1911", "--set", "lanes.attempts=1")
    #expect(again.movies.map { $0["movie"] as? Int } == [2])
    #expect(again.movies.map { $0["state"] as? String } == ["stale"])
    let unknown = try await project.tropebuild("-n", "99", "--where", "1")
    #expect(unknown.status == 2 && unknown.errors.contains("99"))
  }

  @Test func `before a table is split its years are known`() async throws {
    let project = try TestProject(
      tropefile: TestProject.settings("corpus: {table: plots.csv}"))
    try project.write(
      "plots.csv",
      "id,title,year,plot\na,Old,1920,Anna saves Bert.\nb,New,1990,A storm.\nc,Newer,1999,A fire.\n"
    )
    let before = try project.picture()
    let look = try await movies(project, "--where", "year > 1980")
    #expect(look.count == 2)
    #expect(try project.picture() == before)
    let build = try await project.build("--where", "year > 1980")
    #expect(build.output.count("built") == 2)
    #expect(
      try project.rows("SELECT title FROM movies ORDER BY year") == ["New", "Newer"])
  }

  @Test func `a movie is named by the table's own id, too`() async throws {
    let project = try TestProject(
      tropefile: TestProject.settings("corpus: {table: plots.csv}"))
    try project.write(
      "plots.csv",
      "id,characters,plot\nA-0/3,Anna;Bert,Anna saves Bert.\n9,Cy,Cy sails.\n")
    try await project.build()
    #expect(try await project.build("show", "A-0/3").output.contains("Anna"))
    #expect(try await project.build("-n", "A-0/3").output.contains("nothing to do: 1 up to date"))
    #expect(try await project.build("-n", "A-0/3", "9").output.contains("2 up to date"))
    let explained = try await project.build("explain", "A-0/3", "--json").output.jsonLines()
    #expect(explained.first?["movie"] as? Int == 1_000_000_001)
    let label = try await project.build("label", "A-0/3", "Anna", "Ingenue")
    #expect(label.output.contains("1000000001 Anna: Ingenue, by hand"), "\(label.output)")
    #expect(
      try await project.build("clean", "-n", "A-0/3").output.contains("would remove 1 record"))
    for words in [["B-1"], ["explain", "B-1"], ["plan", "B-1"]] {
      let unknown = try await Program.run(words, in: project.directory)
      #expect(unknown.status == 64)
      #expect(
        unknown.errors.contains(
          "'B-1' is no movie id, and 'data/table.ids.csv' has no such id of the table"),
        "\(unknown.errors)")
    }
    let title = try await project.tropebuild("show", "Nosferatu")
    #expect(title.errors.contains("is no movie id, none of the table's"), "\(title.errors)")
  }
}
