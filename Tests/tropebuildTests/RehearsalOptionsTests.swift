import Foundation
import Testing

/// Options that only a sandbox can heed.
@Suite struct RehearsalOptionsTests {
  @Test(arguments: [
    ["--faults", "429=5%"], ["--latency", "1s"], ["--batch-turnaround", "10h..14h"],
    ["--time-scale", "60"], ["--flex-availability", "80%"], ["--flex-outage", "1h..2h"],
    ["--project-default-tier", "fast"], ["--retire", "gpt-6-luna=6h"],
    ["--quality", "usual"],
  ])
  func `an option of a rehearsal is refused where none would be held`(words: [String]) async throws
  {
    let project = try TestProject.small(sandbox: false)
    let before = try project.picture()
    for more in [[], ["-n"]] {
      let outcome = try await Program.run(
        words + more, in: project.directory,
        environment: ["OPENAI_API_KEY": "k", "OPENAI_BASE_URL": "https://api.example.org/v1"])
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("\(words[0]) goes with "))
    }
    #expect(try project.picture() == before)
    let outcome = try await Program.run(words + ["-n", "--sandbox"], in: project.directory)
    #expect(outcome.status == 0, "\(outcome.errors)")
  }

  @Test(arguments: [
    ["--latency", "soon"], ["--batch-turnaround", "10h..2h"], ["--faults", "x=1%"],
    ["--flex-availability", "most"], ["--retire", "gpt-6-luna"],
    ["--quality", "gpt-7=80%"],
  ])
  func `what the sandbox does not take is wrong usage`(words: [String]) async throws {
    let project = try TestProject.small()
    // Whether or not one starts.
    for more in [[], ["-n"], ["99"]] {
      let outcome = try await Program.run(words + more, in: project.directory)
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains("'\(words[1])'"))
      #expect(outcome.errors.contains("the sandbox refuses one of its options"))
    }
    #expect(!project.exists("build"))
  }

  @Test(arguments: ["realtime", "batch"])
  func `a model that is always right says what the truth says`(strategy: String) async throws {
    let project = try TestProject.small(strategy: strategy, "recipe: {model: gpt-6-luna}")
    try project.write(
      "gold.tsv",
      "wikipedia_id\tcharacter\ttrope\n1\tAnna\tMad Scientist\n2\tBert\tLoyal Butler\n")
    let outcome = try await project.build(
      "--quality", "gpt-6-luna=100%,left-out=0%", "--truth", "gold.tsv")
    #expect(outcome.output.contains("as good as '--quality' says"))
    let rows = try project.rows(
      "SELECT movie_id || name || trope FROM labels WHERE movie_id < 3 ORDER BY 1")
    #expect(rows.contains("1AnnaMAD_SCIENTIST") && rows.contains("2BertLOYAL_BUTLER"))
    let evaluation = try await project.build("eval", "gold.tsv")
    #expect(evaluation.output.contains("compared             2 (100.0%)"), "\(evaluation.output)")
    #expect(evaluation.output.contains("agree                2 (100.0%)"), "\(evaluation.output)")
  }

  @Test func `a truth without quality, or that is none, is refused`() async throws {
    let project = try TestProject.small()
    let alone = try await project.tropebuild("--truth", "gold.tsv")
    #expect(alone.status == 64)
    #expect(alone.errors.contains("--truth goes with --quality"))
    let missing = try await project.tropebuild("--quality", "usual", "--truth", "gold.tsv")
    #expect(missing.status != 0)
    #expect(missing.errors.contains("gold.tsv"))
  }
}
