import Foundation
import Testing
import TestSupport

@Suite struct ImportOriginalTests {
  /// A project without a sandbox and without a key, and a database of the original scripts beside it: movie 1 was
  /// retrieved twice, 2 failed, 3 lost a name, 4 is whole, 77 has no plot here.
  private func project(_ lines: String = "") throws -> TestProject {
    let project = try TestProject.small(sandbox: false, lines)
    try project.addMovie(3, plot: "Anna and NA meet.", cast: ["Anna", "NA"])
    let shell = try Shell(project.directory.appendingPathComponent("old.db").path)
    try shell.run(OriginalSchema.tropes)
    let movies = [
      (1, "COMPLETE", "COMPLETED", "BATCH"), (2, "COMPLETE", "FAILED", "CHAT"),
      (3, "COMPLETE", "COMPLETED", "CHAT"), (4, "MISSING_METADATA", "COMPLETED", "CHAT"),
      (77, "COMPLETE", "COMPLETED", "CHAT"),
    ]
    for (id, cast, status, method) in movies {
      try shell.run(
        """
        INSERT INTO tropemovie VALUES ('\(id)', '\(cast)', '\(status)', '\(method)', NULL, NULL, 900,
          '2024-12-01 17:41:31.029071')
        """)
    }
    try shell.run(
      """
      INSERT INTO character_tropes (movie_id, name, trope) VALUES
        ('1', 'Anna', 'CHOSEN_ONE'), ('1', 'Bert', 'EVIL_OVERLORD'), ('1', 'Anna', 'CHOSEN_ONE'),
        ('1', 'Bert', 'EVIL_OVERLORD'), ('3', 'Anna', 'MENTOR'), ('4', 'Anna', 'UNDERDOG'),
        ('77', 'X', 'MENTOR')
      """)
    return project
  }

  @Test(arguments: ["nofile.db", "data", "tropefile"])
  func `what is no such database is told, whatever model the tropefile asks`(path: String)
    async throws
  {
    let project = try TestProject.small(sandbox: false)
    let result = try await project.tropebuild(
      "import-original", "-n", path, "--set", "recipe.model=gpt-6-luna")
    #expect(result.status == 2)
    #expect(result.errors.contains(path) && !result.errors.contains("recipe.model"), "\(result)")
  }

  @Test func `what was paid for there becomes records here, without a key and without asking`()
    async throws
  {
    let project = try project()
    let before = try project.picture()
    let preview = try await project.build("import-original", "-n", "old.db")
    #expect(preview.output.hasPrefix("would import 2 of 5 movies into ledger.db, at no cost\n"))
    #expect(try project.picture() == before)

    let taken = try await project.build("import-original", "old.db")
    #expect(taken.output.hasPrefix("imported 2 of 5 movies into ledger.db, at no cost\n"))
    #expect(taken.output.contains("2 characters are listed twice there and were imported once"))
    #expect(taken.output.contains("left: 1, FAILED there (2)"))
    #expect(taken.output.contains("left: 1, no plot here (77)"))
    #expect(taken.output.contains("left: 1, the answer fails the check (3: "))

    let built = try await project.build("1", "4")
    #expect(built.output.contains("built 0, reused 2"))
    #expect(
      try project.rows("SELECT movie_id, name, trope FROM character_tropes ORDER BY 1, 2") == [
        "1|Anna|CHOSEN_ONE", "1|Bert|EVIL_OVERLORD", "4|Anna|UNDERDOG",
      ])
    #expect(try await project.build("1", "4").output.contains("nothing to do: 2 up to date"))
    let explained = try await project.build("explain", "1")
    #expect(
      explained.output.contains(
        "reply     imported: gpt-4o-mini, batch, 2024-12-01T17:41:31.029Z, $0.00"))
    #expect(try await project.preview().summary["to_ask"] as? Int == 2)
  }

  @Test func `a second import takes nothing a second time`() async throws {
    let project = try project()
    try await project.build("import-original", "old.db")
    let rows = try project.rows(
      "SELECT count(*), sum(cost_dollars) FROM replies", database: "ledger.db")
    #expect(rows == ["2|0.0"])
    let again = try await project.build("import-original", "old.db")
    #expect(again.output.hasPrefix("imported 0 of 5 movies"))
    #expect(again.output.contains("2 have an answer in the ledger already"))
    #expect(
      try project.rows("SELECT count(*), sum(cost_dollars) FROM replies", database: "ledger.db")
        == rows)
    let looked = try await project.build("import-original", "-n", "old.db")
    #expect(looked.output.hasPrefix("would import 0 of 5 movies"))
  }

  @Test func `answers of another model are not taken for this one's`() async throws {
    let project = try project("recipe: {model: gpt-4.1-nano}")
    let refused = try await project.tropebuild("import-original", "old.db")
    #expect(refused.status == 2)
    #expect(
      refused.errors.contains(
        "the tropefile asks 'gpt-4.1-nano', but the records were answered by 'gpt-4o-mini'"))
    #expect(!project.exists("ledger.db"))
    try await project.build("import-original", "--model", "gpt-4.1-nano", "old.db")
    #expect(
      try project.rows("SELECT DISTINCT model FROM replies", database: "ledger.db")
        == ["gpt-4.1-nano"])
  }

  @Test func `who died is taken over by a project that asks it, and by no other`() async throws {
    let project = try project("recipe: {kind: deaths}")
    let wrong = try await project.tropebuild("import-original", "old.db")
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("the database has tropes"))
    let shell = try Shell(project.directory.appendingPathComponent("deaths.db").path)
    try shell.run(OriginalSchema.deaths)
    try shell.run(
      """
      INSERT INTO deathmovie VALUES ('1', 'COMPLETE', 'COMPLETED', 'BATCH', NULL, NULL, 900,
        '2024-12-01 17:41:31.029071');
      INSERT INTO character_deaths (movie_id, name, dies) VALUES ('1', 'Anna', 0), ('1', 'Bert', 1);
      """)
    let taken = try await project.build("import-original", "deaths.db")
    #expect(taken.output.hasPrefix("imported 1 of 1 movies"))
    try await project.build("1")
    #expect(
      try project.rows("SELECT name, dies FROM character_deaths ORDER BY 1") == [
        "Anna|0", "Bert|1",
      ])
    try await project.build("export", "--table", "characters")
    #expect(
      try project.text("export/characters.csv").split(separator: "\n").dropFirst().map {
        $0.split(separator: ",", omittingEmptySubsequences: false).prefix(4).joined(separator: "|")
      } == ["1|Anna||0.0", "1|Bert||1.0"])
  }

  @Test func `what is no such database is refused with what to do`() async throws {
    let project = try project()
    try project.write("text.db", String(repeating: "no database\n", count: 100))
    for (file, words) in [
      ("nothing.db", "there is no database 'nothing.db'"),
      ("text.db", "'text.db' is not an SQLite database"),
      ("data", "it is a directory"),
    ] {
      let outcome = try await project.tropebuild("import-original", file)
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
    }
    try await project.build("import-original", "old.db")
    let own = try await project.tropebuild("import-original", "ledger.db")
    #expect(own.errors.contains("another program's"), "\(own.errors)")
  }
}
