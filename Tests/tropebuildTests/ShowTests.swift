import Foundation
import Testing

@Suite struct ShowTests {
  /// A project whose movies have titles; 4 has no cast, and 6 nobody at all.
  private func project() async throws -> TestProject {
    let project = try TestProject.small("corpus: {movie_metadata: movies.tsv}")
    try project.addMovie(6, plot: "it rains on the empty quay, and the harbour waits.", cast: nil)
    let titles = [
      (1, "The Ship", "1925"), (2, "Full Metal Jacket", "1987"), (3, "1917", "2019"),
      (4, "The Ship", "1990"), (6, "Rain", ""),
    ]
    try project.write(
      "movies.tsv",
      titles.map { "\($0.0)\t/m/f\($0.0)\t\($0.1)\t\($0.2)\t\t\t{}\t{}\t{}\n" }.joined())
    try await project.build()
    return project
  }

  private func movies(_ project: TestProject, _ words: String...) async throws -> [Int?] {
    let shown = try await Program.run(["show", "--json"] + words, in: project.directory)
    #expect(shown.status == 0, "\(shown.errors)")
    return try shown.output.jsonLines().map { $0["movie"] as? Int }
  }

  @Test func `records are shown by title, whole or in part`() async throws {
    let project = try await project()
    #expect(try await movies(project, "full metal jacket") == [2])
    #expect(try await movies(project, "Metal") == [2])
    #expect(try await movies(project, "The Ship") == [1, 4])
    #expect(try await movies(project, "1917", "1") == [3, 1])
    let table = try await project.build("show", "2")
    #expect(table.output.contains("Full Metal Jacket (1987)"))
    let near = try await project.tropebuild("show", "Full Metal Jaket")
    #expect(near.status == 2)
    #expect(
      near.errors.contains(
        "no record of a movie called 'Full Metal Jaket' (did you mean 'Full Metal Jacket'?)"))
    let object = try await project.build("show", "--json", "4").output.jsonLines().first
    #expect(object?["title"] as? String == "The Ship" && object?["year"] as? Int == 1990)
  }

  @Test func `without titles a title is refused with what gives them`() async throws {
    let project = try TestProject.small()
    try await project.build()
    let outcome = try await project.tropebuild("show", "The Ship")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("'The Ship' is no movie id, and titles are not known here"))
    try await project.build("show", "1")
  }

  @Test func `characters are shown by their trope`() async throws {
    let project = try await project()
    let all = try await project.build("show", "--all", "--json").output.jsonLines()
    let characters = all.flatMap { $0["characters"] as? [[String: Any]] ?? [] }
    let trope = try #require(characters.compactMap { $0["trope"] as? String }.first)
    let count = characters.count { $0["trope"] as? String == trope }
    let shown = try await project.build("show", "--trope", trope.lowercased(), "--json")
      .output.jsonLines().flatMap { $0["characters"] as? [[String: Any]] ?? [] }
    #expect(shown.count == count)
    #expect(shown.allSatisfy { $0["trope"] as? String == trope })
    let wrong = try await project.tropebuild("show", "--trope", "Fem Fatale")
    #expect(wrong.status == 2)
    #expect(wrong.errors.contains("no trope is called 'Fem Fatale' (did you mean 'Femme Fatale'?)"))

    let used = Set(characters.compactMap { $0["trope"] as? String })
    let catalog = try project.rows("SELECT name FROM tropes ORDER BY position")
    let unused = try #require(catalog.first { !used.contains($0) })
    let none = try await project.tropebuild("show", "--trope", unused)
    #expect(none.status == 2 && none.output == "")
    #expect(
      none.errors.contains("no character has the trope '\(unused)', which is in the catalog"))
  }

  @Test func `movies without a character are told by the build, status and -n, and shown`()
    async throws
  {
    let project = try TestProject.small("corpus: {movie_metadata: movies.tsv}")
    try project.write("movies.tsv", "")
    try project.addMovie(6, plot: "it rains on the empty quay, and the harbour waits.", cast: nil)
    let look = try await project.build("-n")
    #expect(
      look.output.contains("without a cast: 2 of those to ask; the model names their characters"))
    let build = try await project.build()
    #expect(try project.rows("SELECT count(*) FROM characters WHERE movie_id = 6") == ["0"])
    // The sandbox names nobody where there is no cast.
    #expect(build.output.contains("2 without any character: "), "\(build.output)")
    #expect(try await project.build("status").output.contains("2 without any character: "))
    #expect(try await project.build("-n").output.contains("records: 2 without any character: "))
    #expect(try await movies(project, "--empty") == [4, 6])
    let full = try await project.build("show", "--empty", "1")
    #expect(full.output == "" && full.errors.contains("no movie is without a character"))
  }
}
