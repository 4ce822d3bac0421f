import Foundation
import Testing

@Suite struct InitTests {
  @Test func `writes a tropefile that a build goes by, once`() async throws {
    let project = try TestProject(tropefile: nil)
    try project.write("corpus/plot_summaries.txt", "5\tAnna saves Bert.\n")
    try project.write("corpus/character.metadata.tsv", "")
    let none = try await project.tropebuild("-n")
    #expect(none.status == 2)
    #expect(none.errors.contains("'tropebuild init' writes one"))

    let outcome = try await project.tropebuild("init", "--sandbox")
    #expect(outcome.status == 0)
    #expect(outcome.output.hasPrefix("wrote 'tropefile': the raw corpus in 'corpus'"))
    #expect(outcome.output.contains("tropebuild split"))
    let text = try project.text("tropefile")
    #expect(text.contains("\n  raw: corpus\n"))
    // Planned as if it had been split.
    let unsplit = try await project.preview().summary
    #expect(unsplit["to_ask"] as? Int == 1)
    try await project.build()
    #expect(try project.rows("SELECT movie_id FROM records") == ["5"])

    let before = try project.picture()
    let again = try await project.tropebuild("init")
    #expect(again.status == 2)
    #expect(again.errors.contains("'tropefile' is there already and was left as it is"))
    #expect(try project.picture() == before)
  }

  @Test func `a link that leads nowhere is not written through either`() async throws {
    let project = try TestProject(tropefile: nil)
    try FileManager.default.createSymbolicLink(
      atPath: project.directory.appendingPathComponent("tropefile").path,
      withDestinationPath: "elsewhere")
    #expect(try await project.tropebuild("init").status == 2)
    #expect(!project.exists("elsewhere"))
  }

  @Test func `-C and -f say where, and what is named need not be there yet`() async throws {
    let project = try TestProject(tropefile: nil)
    try project.write("films/my plots/plot_summaries_7.txt", "Anna.\n")
    let outcome = try await project.tropebuild("-C", "films", "init", "-f", "mine.yaml")
    #expect(outcome.output.contains("1 plot and 0 casts in 'my plots'"))
    #expect(try project.text("films/mine.yaml").contains("directory: \"my plots\""))
    let later = try await project.tropebuild("init", "--raw", "later", "--input", "there")
    #expect(later.status == 0)
    #expect(later.output.contains("there is no plot_summaries.txt in 'later' yet"))
    #expect(try project.text("tropefile").contains("raw: later"))
    #expect(try await project.tropebuild("-C", "nowhere", "init").status == 2)
    #expect(try await project.tropebuild("init", "--raw", "").status == 64)
  }
}
