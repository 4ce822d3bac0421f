import Foundation
import Testing

@Suite struct OlderRecordsTests {
  @Test func `records of another recipe are told by status, export, eval and the report`()
    async throws
  {
    let project = try TestProject.small()
    try await project.build()
    #expect(try await project.build("export").errors == "")
    try project.write(
      "tropefile", project.text("tropefile") + "recipe: {max_output_tokens: 900}\n")
    // Half of it is built anew.
    try await project.build("1", "2")
    let words = "2 of 4 records were made by another recipe than the tropefile's"
    #expect(try await project.build("status").output.contains(words))
    #expect(try await project.build("export").errors.contains("warning: \(words)"))
    try project.write("gold.tsv", "wikipedia_id\tcharacter\ttrope\n1\tAnna\tbyronic_hero\n")
    #expect(try await project.build("eval", "--sandbox", "gold.tsv").errors.contains(words))
    try await project.build("report")
    #expect(
      try project.text("build/report.html").contains("2 of 4 records were made by another recipe"))
    let status = try await project.build("status", "--json").output.jsonLines().first
    #expect(status?["older_records"] as? Int == 2)

    try await project.build()
    #expect(!(try await project.build("status").output.contains("another recipe")))
    #expect(try await project.build("export").errors == "")
  }
}
