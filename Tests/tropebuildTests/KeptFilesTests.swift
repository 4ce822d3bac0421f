import Foundation
import Testing

/// What no output may take the place of.
@Suite struct KeptFilesTests {
  private func project() async throws -> TestProject {
    let project = try TestProject.small(
      "recipe: {prompt: prompt.txt}\ncorpus: {movie_metadata: m.tsv}\ntry: {gold: labelled.tsv}")
    try project.write("prompt.txt", "Choose a trope for each name. {{catalog}}")
    try project.write("m.tsv", "1\t/m/1\tOne\t1925\t\t\t{}\t{}\t{}\n")
    try project.write(
      "gold.tsv", "wikipedia_id\tcharacter\ttrope\n1\tAnna\tcorrupt_corporate_executive\n")
    try project.write("labelled.tsv", try project.text("gold.tsv"))
    try project.write("overrides.csv", "movie_id,character,trope\n")
    try await project.build()
    return project
  }

  @Test func `no output replaces a database, the tropefile, or what is read`() async throws {
    let project = try await project()
    try FileManager.default.createSymbolicLink(
      atPath: project.directory.path + "/link", withDestinationPath: "ledger.db")
    let before = try project.picture()
    for path in [
      "ledger.db", "./data/../ledger.db", "\(project.directory.path)/ledger.db", "link",
      "tropefile",
      ".env", "build/tropes.db", "build/lock", "data/plot_summaries_1.txt", "prompt.txt", "m.tsv",
      "labelled.tsv", "overrides.csv",
    ] {
      for words in [
        ["report", "-o", path], ["plan", "--svg", path, "--offline"],
        ["eval", "gold.tsv", "--svg", path],
      ] {
        let outcome = try await Program.run(words, in: project.directory)
        #expect(outcome.status == 2, "\(words)")
        #expect(
          outcome.errors.hasPrefix("tropebuild: error: \(words.contains("-o") ? "-o" : "--svg") '"))
        #expect(outcome.errors.contains("' would replace "))
        #expect(outcome.errors.contains(": name another file"))
      }
    }
    let own = try await project.tropebuild("eval", "gold.tsv", "--svg", "gold.tsv")
    #expect(own.errors.contains("--svg 'gold.tsv' would replace 'gold.tsv', which is read"))
    let cast = try await project.tropebuild(
      "export", "--table", "characters", "-o", "data/character.metadata_1.csv")
    #expect(cast.errors.contains("-o 'data/character.metadata_1.csv' would replace an input"))
    #expect(try project.picture() == before)
    try await project.build("report", "-o", "data/report.html")
    try await project.build("plan", "--svg", "plan.svg", "--offline")
  }

  @Test(arguments: [
    "tropefile", "ledger.db", "data/plot_summaries_1.txt", "build/lock", "link", ".env",
  ])
  func `an export of the tropefile replaces none of them either`(name: String) async throws {
    let project = try await project()
    try FileManager.default.createSymbolicLink(
      atPath: project.directory.path + "/link", withDestinationPath: "ledger.db")
    // Its spelling alone does not tell what it is.
    let path = project.directory.path + "/" + name
    try project.write(
      "tropefile", try project.text("tropefile") + "exports: {files: {'\(path)': characters}}\n")
    let before = try project.picture()
    for words in [[], ["-n"], ["export"]] {
      let outcome = try await Program.run(words, in: project.directory)
      #expect(outcome.status == 2)
      #expect(outcome.errors.contains("tropefile: the export '\(path)' would replace "))
    }
    #expect(try project.picture() == before)
  }
}
