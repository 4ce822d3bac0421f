import Foundation
import Testing
import TestSupport

@Suite struct DiffTests {
  private static let quality = "gpt-4o-mini=30%,gpt-6.1-terra=97%,left-out=0,mixed-up=0"

  /// Labelled by one model, and then by another.
  private func project() async throws -> TestProject {
    let project = try TestProject.small(
      "corpus: {movie_metadata: movies.tsv}\nrecipe: {model: gpt-4o-mini}")
    for id in 5...9 { try project.addSmallMovie(id) }
    try project.write(
      "movies.tsv",
      "1\t/m/f\tThe Ship\t1925\t\t\t{}\t{}\t{}\n2\t/m/g\t1917\t2019\t\t\t{}\t{}\t{}\n")
    try await project.build("--quality", Self.quality)
    try project.write(
      "tropefile",
      project.text("tropefile").replacingOccurrences(of: "gpt-4o-mini", with: "gpt-6.1-terra"))
    try await project.build("--quality", Self.quality)
    return project
  }

  @Test func `two models are compared without asking or writing anything`() async throws {
    let project = try await project()
    let before = try project.picture()
    let text = try await project.build("diff", "gpt-4o-mini", "gpt-6.1-terra").output
    #expect(text.contains("A           gpt-4o-mini: 9 kept replies\n"), "\(text)")
    #expect(text.contains("B           gpt-6.1-terra: 9 records\n"))
    #expect(text.contains("movies      9 in both\n"))
    #expect(text.contains(" agree, ") && text.contains("% to "))
    #expect(text.contains("\nfrom ") && text.contains("characters\n"))
    let lines = try await project.build("diff", "gpt-4o-mini", "--json").output.jsonLines()
    let summary = try #require(lines.last?["summary"] as? [String: Any])
    let changed = (summary["characters"] as? Int ?? 0) - (summary["same"] as? Int ?? 0)
    #expect(changed > 0)
    let confusions = summary["confusions"] as? [[String: Any]] ?? []
    #expect(confusions.reduce(0) { $0 + ($1["count"] as? Int ?? 0) } == changed)
    #expect(lines.dropLast().count { $0["change"] as? String == "changed" } == changed)
    #expect(try project.picture() == before)

    let status = try await project.build("status", "--json").output.jsonLines().first
    let recipes = try #require(status?["recipes"] as? [[String: Any]])
    #expect(recipes.count == 1 && recipes.first?["current"] as? Bool == true)
    let table = try await project.build("diff", "gpt-4o-mini", "-o", "-").output
    let rows = table.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
    #expect(rows.first == ["wikipedia_movie_id", "name", "field", "change", "from", "to"])
    #expect(rows.count == lines.count)
    try await project.build("diff", "gpt-4o-mini", "-o", "changes.csv")
    #expect(try project.text("changes.csv").hasPrefix("wikipedia_movie_id,name,field,"))
  }

  @Test func `what had been answered when a run ended is told by its number and its time`()
    async throws
  {
    let project = try await project()
    func summary(_ words: String...) async throws -> [String: Any] {
      let lines = try await project.build("diff", words[0], words[1], "--json").output.jsonLines()
      return try #require(lines.last?["summary"] as? [String: Any])
    }
    let first = try await summary("run-1", "gpt-4o-mini")
    #expect(first["characters"] as? Int == first["same"] as? Int)
    #expect(first["movies"] as? Int == 9)
    let second = try await summary("run 2", "now")
    #expect(second["characters"] as? Int == second["same"] as? Int)
    let runs = try Shell(project.directory.appendingPathComponent("ledger.db").path)
      .rows("SELECT ended_at FROM runs ORDER BY run_id")
    let moment = try #require(runs.first)
    let then = try await summary(moment, "run-1")
    #expect(then["movies"] as? Int == 9)
    #expect(then["characters"] as? Int == then["same"] as? Int)
  }

  @Test func `records that are gone are exported and evaluated by the name of their model`()
    async throws
  {
    let project = try TestProject.small("recipe: {model: gpt-4o-mini}")
    try await project.build("--quality", Self.quality)
    try await project.build("export", "-o", "before")
    try await project.build("label", "1", "Anna", "Femme Fatale")
    try project.write(
      "tropefile",
      project.text("tropefile").replacingOccurrences(of: "gpt-4o-mini", with: "gpt-6.1-terra"))
    try await project.build("--quality", Self.quality, "1", "2")
    let half = try await project.build("status").output
    #expect(half.contains("recipes") && half.contains("(gpt-4o-mini): 2 records"), "\(half)")
    let out = try await project.build("export", "--recipe", "gpt-4o-mini", "-o", "mini")
    #expect(!out.errors.contains("another recipe"))
    func rows(_ path: String) throws -> [String] {
      try project.text(path).split(separator: "\n").map(String.init)
    }
    let (before, after) = (try rows("before/characters.csv"), try rows("mini/characters.csv"))
    #expect(before.count == after.count)
    // The label by hand lies over both.
    for (one, other) in zip(before, after) where !other.hasSuffix(",hand") { #expect(one == other) }
    #expect(after.count { $0.hasSuffix(",hand") } == 1)
    try await project.build("export", "--recipe", "gpt-6.1-terra", "-o", "terra")
    #expect(try rows("terra/movies.csv").count == 3)
    try project.write("gold.tsv", "wikipedia_id\tcharacter\ttrope\n1\tBert\tbyronic_hero\n")
    let eval = try await project.build(
      "eval", "gold.tsv", "--recipe", "gpt-4o-mini", "--json"
    ).output.jsonLines().first
    #expect(eval != nil)
    let wrong = try await project.tropebuild("export", "--recipe", "gpt-7")
    #expect(wrong.status == 2 && wrong.errors.contains("nothing that can be compared"))
  }

  @Test func `one movie is compared by its title, and wrong words are refused`() async throws {
    let project = try await project()
    // A title may be a number, too.
    for title in ["the ship", "1917"] {
      let one = try await project.build("diff", "gpt-4o-mini", "--movie", title, "--json")
      let summary = try #require(
        try one.output.jsonLines().last?["summary"] as? [String: Any])
      #expect(summary["movies"] as? Int == 1)
    }
    let wrong = try await project.tropebuild("diff", "gpt-4o-maxi")
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("models gpt-4o-mini, gpt-6.1-terra"), "\(wrong.errors)")
    #expect(try await project.tropebuild("diff", "").status == 64)
    #expect(try await project.tropebuild("diff", "now", "-o", "ledger.db").status == 2)
  }

  @Test func `a file in which the sandbox alone has answered is told as that`() async throws {
    let project = try TestProject.small(sandbox: false)
    try await project.build("--sandbox")
    for file in ["build/tropes.db", "."] {
      let outcome = try await project.tropebuild("diff", file, "now")
      #expect(outcome.status == 2)
      #expect(
        outcome.errors.contains(
          "\(file): left out 4 records, which is all there is, for the sandbox answered them; --sandbox compares them too"
        ), "\(outcome.errors)")
    }
    #expect(try await project.tropebuild("diff", "build/tropes.db", "--sandbox").status == 0)
  }
}
