import Foundation
import Testing

@Suite struct ReportCommandTests {
  private static let metadata = """
    1\t/m/1\tThe <Ship>\t1923-04-01\t\t73.0\t{}\t{}\t{"/m/06ppq": "Silent film"}
    2\t/m/2\tno more columns
    9\t/m/9\tLost\t1925\t\t\t{}\t{}\t{}

    """

  /// The records that a page holds to be browsed.
  private static func records(in html: String) throws -> [String: Any] {
    let start = try #require(html.range(of: "id=\"records\">"))
    let rest = html[start.upperBound...]
    let end = try #require(rest.range(of: "</script>"))
    let json = Data(rest[..<end.lowerBound].utf8)
    return try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
  }

  @Test func `a report tells of records, failures and what the ledger holds`() async throws {
    let project = try TestProject.small("corpus: {movie_metadata: movies.tsv}")
    try project.write("movies.tsv", Self.metadata)
    try await project.build()
    try project.write("data/plot_summaries_9.txt", "")
    #expect(try await project.tropebuild().status == 1)
    let before = try project.picture()

    let made = try await project.build("report")
    #expect(made.output == "build/report.html\n")
    #expect(
      made.errors
        == "tropebuild: warning: movies.tsv:2: 3 columns where the corpus has 9 (columns are "
        + "separated by tabs, and nothing is quoted)\n")
    let html = try project.text("build/report.html")
    let records = try Self.records(in: html)
    let movies = try #require(records["movies"] as? [String: Any])
    #expect(movies["ids"] as? String == "1 2 3 4")
    #expect("\(movies["titles"] ?? "")".contains("The <Ship>"))
    #expect(records["years"] as? [Int] == [1_923])
    let characters = try #require(records["characters"] as? [String: Any])
    #expect("\(characters["newNames"] ?? "")".contains("Anna"))
    // What the catalog says, and where plots and articles are.
    let fields = try #require(records["fields"] as? [[String: Any]])
    #expect((fields.first?["definitions"] as? [String])?.allSatisfy { !$0.isEmpty } == true)
    let plots = try #require(records["plots"] as? [String: String])
    #expect(plots == ["before": "../data/plot_summaries_", "after": ".txt"])
    #expect(
      records["articles"] as? [String: String]
        == ["before": "https://en.wikipedia.org/?curid=", "after": ""])
    #expect((records["failed"] as? [[Any]])?.first?[1] as? String == "Lost")
    #expect(html.contains("All 4 records here were made by the sandbox, not by a language"))
    #expect(html.contains("1 movie: the plot is empty"))
    #expect(html.contains("The sandbox answered, so nothing was paid"))

    // Nothing else was written, and the same project makes the same report.
    try project.remove("build/report.html")
    // The directory itself has another time now.
    let rest = try project.picture().filter { $0.key != "build" }
    #expect(rest == before.filter { $0.key != "build" })
    let unwritten = try project.picture()
    // On standard output nobody knows where it will lie: no way leads to the plots.
    let piped = try await project.build("report", "-o", "-").output
    #expect(try Self.records(in: piped)["plots"] is NSNull)
    #expect(try project.picture() == unwritten)
    try await project.build("report")
    #expect(try project.text("build/report.html") == html)
    try await project.build("report", "-o", "data/deep er.html")
    let beside = try Self.records(in: try project.text("data/deep er.html"))
    #expect((beside["plots"] as? [String: String])?["before"] == "./plot_summaries_")
    try await project.build("report", "--output", "a.html", "--without-records")
    #expect(try !project.text("a.html").contains("id=\"records\""))
  }

  @Test func `a report without a build says so, and a bad file stops it`() async throws {
    let project = try TestProject.small()
    let early = try await project.tropebuild("report")
    #expect(early.status == 2)
    #expect(early.errors.contains("nothing has been built yet: run 'tropebuild'"))
    #expect(!project.exists("build/report.html"))
    try await project.build()
    let lost = try await project.tropebuild("report", "-o", "no/such/place.html")
    #expect(lost.status == 2 && lost.errors.contains("no/such/place.html"))

    try project.write("tropefile", TestProject.settings("corpus: {movie_metadata: none.tsv}"))
    let missing = try await project.tropebuild("report")
    #expect(missing.status == 2)
    #expect(missing.errors.contains("'none.tsv'"))
    #expect(missing.errors.contains("named by 'corpus.movie_metadata' in the tropefile"))
  }

  @Test func `a bad file of labels is told, whether or not there are confidences to compare`()
    async throws
  {
    let project = try TestProject.small()
    try await project.build()
    try project.write("bad.csv", "wikipedia_id,character,who\n1,Anna,Mentor\n")
    for (file, told) in [
      ("nofile", "cannot open 'nofile': there is no such file"),
      ("bad.csv", "bad.csv:1: the header lacks 'trope'"),
    ] {
      let named = try await project.tropebuild("report", "--gold", file)
      #expect(named.status == 2 && named.errors.contains(told), "\(named.errors)")
      let set = try await project.build("report", "--set", "try.gold=\(file)")
      #expect(set.errors.contains("the report leaves out what confidences are worth: "))
      #expect(set.errors.contains(told), "\(set.errors)")
    }
    try project.write("gold.csv", "wikipedia_id,character,trope\n1,Anna,Mentor\n")
    let good = try await project.build("report", "--gold", "gold.csv")
    #expect(
      good.errors.contains(
        "the report shows nothing of 'gold.csv': no labelled character has a record with a conf"))
  }

  @Test func `the metadata beside the raw corpus is used where it is`() async throws {
    let project = try TestProject(tropefile: TestProject.settings("corpus: {raw: raw}"))
    try project.write("raw/plot_summaries.txt", "1\tAnna saves Bert.\n")
    try project.write("raw/character.metadata.tsv", "")
    try await project.build()
    #expect(try await project.build("report", "-o", "-").output.contains("\"joined\":\"\"}"))
    try project.write("raw/movie.metadata.tsv", Self.metadata)
    let html = try await project.build("report", "-o", "-").output
    #expect(try Self.records(in: html)["movies"].map { "\($0)" }?.contains("The <Ship>") == true)
  }

  @Test func `the ids of a table are not taken for articles`() async throws {
    let project = try TestProject(tropefile: TestProject.settings("corpus: {table: plots.csv}"))
    try project.write("plots.csv", "id,title,year,plot\na,Old,1920,Anna saves Bert.\n")
    try await project.build()
    try await project.build("report")
    let records = try Self.records(in: try project.text("build/report.html"))
    #expect(records["articles"] is NSNull && records["plots"] is [String: String])
  }

  @Test func `a report tells of whatever fields the recipe has`() async throws {
    let project = try TestProject.small("recipe: {kind: deaths}")
    try await project.build()
    let deaths = try await project.build("report", "-o", "-").output
    #expect(deaths.contains("Dies: yes or no"))
    #expect(deaths.contains("\"values\":[\"yes\",\"no\"]"))

    try project.write(
      "tropefile",
      TestProject.settings(
        """
        recipe:
          kind: custom
          fields:
            main_trade: {type: text, description: what the character does for a living}
            age: {type: integer, range: 0..120, optional: true, description: in years}
        """))
    try await project.build()
    let trades = try await project.build("report", "-o", "-").output
    #expect(trades.contains("Values of main trade by frequency"))
    #expect(trades.contains("Age, in ranges"))
    let fields = try #require(try Self.records(in: trades)["fields"] as? [[String: Any]])
    #expect(fields.map { $0["kind"] as? String } == ["text", "number"])
  }

  @Test func `clean removes the report with the build`() async throws {
    let project = try TestProject.small()
    try await project.build()
    try await project.build("report")
    try await project.build("clean")
    #expect(!project.exists("build"))
    // What was paid is still there to be reported.
    #expect(try await project.build("report").output == "build/report.html\n")
  }
}
