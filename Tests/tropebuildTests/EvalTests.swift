import Foundation
import Testing
import TestSupport

@Suite struct EvalTests {
  /// A project whose records are known: taken over, not asked.
  private func project() async throws -> TestProject {
    let project = try TestProject.small(sandbox: false, "corpus: {movie_metadata: movies.tsv}")
    try project.write(
      "movies.tsv",
      "1\t/m/f1\tThe Ship\t1925\t\t\t{}\t{}\t{}\n4\t/m/f4\tThe Ship\t1990\t\t\t{}\t{}\t{}\n")
    try project.write(
      "data/character.metadata_1.csv",
      TestProject.castFile(["Capt. Anna Lee", "Bert"])
        .replacing(",,,,,,,,,\n", with: ",,,,,,,/m/map,,\n"))
    let shell = try Shell(project.directory.appendingPathComponent("old.db").path)
    try shell.run(OriginalSchema.tropes)
    for (id, cast) in [(1, "COMPLETE"), (4, "MISSING_METADATA")] {
      try shell.run(
        "INSERT INTO tropemovie VALUES ('\(id)', '\(cast)', 'COMPLETED', 'CHAT', NULL, NULL, 9, '')"
      )
    }
    try shell.run(
      """
      INSERT INTO character_tropes (movie_id, name, trope) VALUES
        ('1', 'Capt. Anna Lee', 'BROODING_LONER'), ('1', 'Bert', 'MENTOR'), ('4', 'Zoë', 'TRICKSTER')
      """)
    try await project.build("import-original", "old.db")
    try await project.build("1", "4")
    return project
  }

  private static let gold = """
    wikipedia_id\tcharacter\ttrope
    1\tAnna Lee\tbyronic_hero
    1\tBert\tditz
    1\tNobody\tditz
    2\tAnna\tditz
    4\tZoe\ttrickster

    """

  @Test func `the figures are those of the records and labels`() async throws {
    let project = try await project()
    try project.write("gold.tsv", Self.gold)
    let outcome = try await project.build("eval", "gold.tsv")
    #expect(
      outcome.output.hasPrefix(
        """
        labelled characters  5
        compared             3 (60.0%)
          movie has no record  1
          nobody of that name  1
        agree                2 (66.7%), 95% interval 20.8% to 93.9%
        """), "\(outcome.output)")
    #expect(outcome.output.contains("nobody of that name: 1 Nobody (ditz)"))
    #expect(!outcome.output.contains("agrees:"))
    let all = try await project.build("eval", "--all", "gold.tsv")
    #expect(
      all.output.contains("agrees: 1 Anna Lee (byronic_hero): as 'Capt. Anna Lee', Brooding Loner"))
    #expect(all.output.contains("no record: 2 Anna (ditz)"))
    let object = try #require(
      try await project.build("eval", "--json", "gold.tsv").output.jsonLines().first)
    #expect(object["compared"] as? Int == 3)
    #expect(object["agreed"] as? Int == 2)
    #expect(object["cases"] == nil)
  }

  @Test func `the corpus's clusters are placed by the cast's pair or the title`() async throws {
    let project = try await project()
    try project.write(
      "clusters.txt",
      """
      byronic_hero\t{"char": "Anna Lee", "movie": "Other title", "id": "/m/map", "actor": "X"}
      trickster\t{"char": "Zoë", "movie": "The Ship", "id": "/m/other", "actor": "X"}
      ditz\t{"char": "Anna", "movie": "Unknown", "id": "/m/none", "actor": "X"}

      """)
    let outcome = try await project.build("eval", "--all", "clusters.txt")
    #expect(outcome.output.contains("agrees: 1 Anna Lee (byronic_hero)"), "\(outcome.output)")
    #expect(outcome.output.contains("agrees: 4 Zoë (trickster): Trickster"), "\(outcome.output)")
    #expect(outcome.output.contains("movie not known: Anna of 'Unknown' (ditz)"))
  }

  @Test func `the mapping is printed, changed and used`() async throws {
    let project = try await project()
    try project.write("gold.tsv", Self.gold)
    let printed = try await project.build("eval", "--print-mapping")
    #expect(printed.output.hasPrefix("gold,catalog\n"))
    try project.write(
      "map.csv",
      printed.output.replacing("\nditz,Bumbling Fool|Comic Relief\n", with: "\nditz,MENTOR\n"))
    let outcome = try await project.build("eval", "--mapping", "map.csv", "gold.tsv")
    #expect(outcome.output.contains("agree                3 (100.0%)"), "\(outcome.output)")
    try project.write("map.csv", "gold,catalog\nditz,Mentr\n")
    let wrong = try await project.tropebuild("eval", "--mapping", "map.csv", "gold.tsv")
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("map.csv:2: the catalog has no trope 'Mentr'"))
  }

  @Test func `the picture is drawn`() async throws {
    let project = try await project()
    try project.write("gold.tsv", Self.gold)
    try await project.build("eval", "--svg", "confusion.svg", "gold.tsv")
    let svg = try project.text("confusion.svg")
    #expect(svg.contains("<title id=\"t\">Answered tropes against right ones</title>"))
    #expect(svg.contains("2 of 3 agree"))
  }

  @Test func `what cannot be evaluated is told with what to do`() async throws {
    let empty = try TestProject.small(sandbox: false)
    try empty.write("gold.tsv", Self.gold)
    let without = try await empty.tropebuild("eval")
    #expect(without.status == 2 && without.errors.contains("nothing has been built yet"))
    #expect(try await empty.tropebuild("eval", "--print-mapping", "gold.tsv").status == 64)
    let none = try await empty.tropebuild("eval", "gold.tsv")
    #expect(none.status == 2)
    #expect(none.errors.contains("nothing has been built yet"))
    let missing = try await empty.tropebuild("eval", "nothing.tsv")
    #expect(missing.status == 2)
    #expect(missing.errors.contains("'nothing.tsv'"))
    try empty.write("bad.tsv", "1,2,3\n")
    #expect(
      try await empty.tropebuild("eval", "bad.tsv").errors.contains("bad.tsv:1: the header lacks"))
  }

  @Test func `what the sandbox answered is not compared where no sandbox is used`() async throws {
    let project = try TestProject.small()
    try await project.build()
    try project.write("gold.tsv", Self.gold)
    let rehearsal = try await project.build("eval", "gold.tsv")
    #expect(rehearsal.errors.contains("are not a language model's"))
    try project.write("tropefile", TestProject.settings(sandbox: false))
    let real = try await project.tropebuild("eval", "gold.tsv")
    #expect(real.status == 1)
    #expect(
      real.errors
        == "tropebuild: error: nothing to compare: 3 labelled movies have answers of the sandbox only "
        + "('tropebuild eval --sandbox' compares them)\n")
    #expect(real.output == "")
    try await project.build("eval", "--sandbox", "gold.tsv")
  }

  /// A project that asks who dies, with a record of which is known what it says.
  private func deaths() async throws -> TestProject {
    let project = try TestProject.small(sandbox: false, "recipe: {kind: deaths}")
    try project.write(
      "data/character.metadata_1.csv", TestProject.castFile(["Capt. Anna Lee", "Bert"]))
    let shell = try Shell(project.directory.appendingPathComponent("old.db").path)
    try shell.run(OriginalSchema.deaths)
    try shell.run(
      """
      INSERT INTO deathmovie VALUES
        ('1', 'COMPLETE', 'COMPLETED', 'BATCH', NULL, NULL, 900, '2024-12-01 17:41:31.029071');
      INSERT INTO character_deaths (movie_id, name, dies) VALUES
        ('1', 'Capt. Anna Lee', 0), ('1', 'Bert', 1);
      """)
    try await project.build("import-original", "old.db")
    try await project.build("1")
    try project.write(
      "deaths.csv",
      "wikipedia_id,character,title,dies\n1,Anna Lee,A,false\n1,Bert,A,false\n1,Nobody,A,true\n2,Anna,B,true\n"
    )
    return project
  }

  /// The first five words of each line.
  private func rows(_ text: String) -> [String] {
    text.split(separator: "\n").map {
      $0.split(separator: " ").prefix(5).joined(separator: " ")
    }
  }

  @Test func `who dies is compared with a table of characters`() async throws {
    let project = try await deaths()
    let text = try await project.build("eval", "deaths.csv").output
    #expect(text.hasPrefix("labelled characters  4\n"), "\(text)")
    #expect(rows(text).contains("dies 4 2 1 50.0%"), "\(text)")
    #expect(
      text.contains("dies: movie has no record: 1\ndies: nobody of that name: 1\n"), "\(text)")
    #expect(text.hasSuffix("\n\nnobody of that name: 1 Nobody\n"), "\(text)")
    let all = try await project.build("eval", "--all", "deaths.csv").output
    #expect(all.contains("agrees: 1 Anna Lee dies (false): as 'Capt. Anna Lee', false"), "\(all)")
    #expect(all.contains("differs: 1 Bert dies (false): true"), "\(all)")
    let object = try #require(
      try await project.build("eval", "--json", "--recipe", "now", "deaths.csv").output.jsonLines()
        .first)
    #expect(object.keys.sorted() == ["fields", "labelled_characters"])
    let field = try #require((object["fields"] as? [[String: Any]])?.first)
    #expect(field["compared"] as? Int == 2 && field["agreed"] as? Int == 1)
    #expect(field["not_found"] as? Int == 1 && field["no_record"] as? Int == 1)
  }

  @Test func `who dies by hand counts as labelled, before the table`() async throws {
    let project = try await deaths()
    try await project.build("label", "1", "Bert", "dies=false")
    let alone = try await project.build("eval", "--all")
    #expect(alone.errors.contains("labelled by hand: 1 character, compared with what the model"))
    #expect(alone.output.hasPrefix("labelled characters  1\n"), "\(alone.output)")
    #expect(alone.output.contains("differs: 1 Bert dies (false): true"), "\(alone.output)")
    try project.write("deaths.csv", "wikipedia_id,character,dies\n1,bert,true\n1,Anna Lee,false\n")
    let both = try await project.build("eval", "--all", "deaths.csv").output
    #expect(both.contains("differs: 1 Bert dies (false): true"), "\(both)")
    #expect(rows(both).contains("dies 2 2 1 50.0%"), "\(both)")
  }

  @Test func `a label by hand goes before the file however that spells the character`()
    async throws
  {
    let died = try await deaths()
    try await died.build("label", "1", "Capt. Anna Lee", "dies=true")
    try died.write("deaths.csv", "wikipedia_id,character,dies\n1,Anna Lee,false\n1,Bert,true\n")
    let fields = try await died.build("eval", "--all", "deaths.csv").output
    #expect(rows(fields).contains("dies 2 2 1 50.0%"), "\(fields)")
    #expect(fields.contains("differs: 1 Capt. Anna Lee dies (true): false"), "\(fields)")

    let project = try await project()
    try await project.build("label", "1", "Capt. Anna Lee", "Mentor")
    try project.write("gold.tsv", Self.gold)
    let tropes = try await project.build("eval", "--all", "gold.tsv").output
    #expect(tropes.hasPrefix("labelled characters  5\ncompared             3"), "\(tropes)")
    #expect(tropes.contains("  nobody of that name  1\n"), "\(tropes)")
    #expect(!tropes.contains("1 Anna Lee"), "\(tropes)")
  }

  @Test func `a label by hand in one field leaves the table's others with their character`()
    async throws
  {
    let project = try TestProject.small(
      "recipe: {kind: custom, fields: {dies: {type: boolean}, evil: {type: boolean}}}")
    try project.write(
      "data/character.metadata_1.csv", TestProject.castFile(["Capt. Anna Lee", "Bert"]))
    try await project.build()
    try await project.build("label", "1", "Capt. Anna Lee", "dies=true")
    try project.write("evil.csv", "wikipedia_id,character,evil\n1,Anna Lee,false\n")
    let outcome = try await project.build("eval", "--all", "--sandbox", "evil.csv").output
    #expect(rows(outcome).contains { $0.hasPrefix("evil 1 1") }, "\(outcome)")
    #expect(rows(outcome).contains { $0.hasPrefix("dies 1 1") }, "\(outcome)")
  }

  @Test(arguments: [
    (["a.csv"], "wikipedia_id,character,dies\n1,Bert,perhaps\n", 2, "a.csv:2: 'perhaps' cannot be"),
    (["a.csv"], "wikipedia_id,character,dead\n1,Bert,true\n", 2, "a.csv:1: no column is a field"),
    (["a.csv"], "wikipedia_id,character,trope\n1,Bert,Hero\n", 2, "a.csv:1: no column is a field"),
    (
      ["a.csv"], "wikipedia_id,character,dies\n1,Bert,\n", 2,
      "a.csv: no character in it has a label"
    ),
    (
      ["a.csv", "--svg", "a.svg"], "wikipedia_id,character,dies\n1,Bert,true\n", 64,
      "'a.csv' has labels of other fields"
    ),
  ])
  func `what is wrong with a table of fields is told`(
    _ words: [String], _ text: String, _ status: Int32, _ told: String
  ) async throws {
    let project = try await deaths()
    try project.write("a.csv", text)
    let outcome = try await Program.run(["eval"] + words, in: project.directory)
    #expect(outcome.status == status)
    #expect(outcome.errors.contains(told), "\(outcome.errors)")
  }

  @Test func `what is told of tropes is the same with other fields, which come after it`()
    async throws
  {
    let project = try TestProject.small(
      "recipe: {fields: {trope: {type: trope}, dies: {type: boolean}}}")
    try await project.build()
    let dies = try project.rows("SELECT dies FROM labels WHERE movie_id = 1 AND name = 'Anna'")
    let right = dies == ["1"] ? "true" : "false"
    try project.write(
      "tropes.csv", "wikipedia_id,character,trope\n1,Anna,Mentor\n1,Bert,Mentor\n2,Zoe,Mentor\n")
    try project.write(
      "both.csv",
      "wikipedia_id,character,trope,dies\n1,Anna,Mentor,\(right)\n1,Bert,Mentor,\n2,Zoe,Mentor,\n3,Anna,,false\n"
    )
    let alone = try await project.build("eval", "--all", "tropes.csv").output
    let both = try await project.build("eval", "--all", "both.csv").output
    #expect(both.hasPrefix(alone + "\nother fields\nlabelled characters  2\n"), "\(both)")
    #expect(both.contains("agrees: 1 Anna dies (\(right)): \(right)"), "\(both)")
    let json = try await project.build("eval", "--json", "tropes.csv").output
    let more = try await project.build("eval", "--json", "both.csv").output
    #expect(
      more.hasPrefix(json.dropLast(2) + #","own_fields":{"labelled_characters":2,"#), "\(more)")

    try project.write("dies.csv", "wikipedia_id,character,dies\n1,Anna,\(right)\n")
    let fields = try await project.build("eval", "dies.csv").output
    #expect(fields.hasPrefix("labelled characters  1\n\nfield"), "\(fields)")
    try project.write("dies.csv", "wikipedia_id,character,trope,dies\n1,Anna,,\(right)\n")
    #expect(try await project.build("eval", "dies.csv").output == fields)
  }
}
