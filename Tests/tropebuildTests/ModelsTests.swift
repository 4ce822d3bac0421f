import Basics
import Display
import Engine
import Foundation
import Testing
import TropeModel

@testable import tropebuild

@Suite struct ModelsTests {
  private func models(_ project: TestProject, _ words: String...) async throws -> [[String: Any]] {
    let outcome = try await Program.run(["models", "--json"] + words, in: project.directory)
    #expect(outcome.status == 0, "\(outcome.errors)")
    return try outcome.output.jsonLines()
  }

  @Test func `models are listed by what the project would cost, and nothing is written`()
    async throws
  {
    let project = try TestProject.small()
    let before = try project.picture()
    let models = try await models(project)
    let costs = models.compactMap { $0["batch_dollars"] as? Double }
    #expect(costs.count == models.count && costs == costs.sorted() && costs.count > 10)
    #expect(models.contains { $0["model"] as? String == "gpt-6-luna" })
    #expect(models.count { $0["configured"] as? Bool == true } == 1)
    #expect(!models.contains { $0["model"] as? String == "gpt-4.1-nano" })
    #expect(!models.contains { $0["model"] as? String == "sandbox-lexical" })
    let all = try await self.models(project, "--all")
    let gone = all.first { $0["model"] as? String == "gpt-4.1-nano" }
    #expect(gone?["gone"] as? Bool == true && gone?["successor"] as? String == "gpt-6-luna")
    #expect(try project.picture() == before)

    // As the forecast of a build by that model has it.
    let preview = try await project.preview("--model", "gpt-4o-mini", "--strategy", "batch")
    let forecast = (preview.summary["forecast"] as? [String: Any])?["dollars"] as? Double
    let listed = models.first { $0["model"] as? String == "gpt-4o-mini" }
    let batch = try #require(listed?["batch_dollars"] as? Double)
    #expect(abs(batch - (forecast ?? 0)) < 1e-6)
  }

  @Test(arguments: [60, 80, 120]) func `the table fits, and no name is cut`(width: Int) throws {
    var models = PricedModel.all
    for place in models.indices {
      (models[place].batchCost, models[place].realtimeCost) = (123.45, 246.9)
    }
    let text = ModelsText(
      models: models, configured: nil, today: try #require(CivilDay("2026-11-29")), width: width
    ).text
    let rows = text.split(separator: "\n").dropLast()
    #expect(rows.allSatisfy { DisplayWidth.of(String($0)) <= width }, "\(text)")
    #expect(rows.dropFirst().prefix(models.count).allSatisfy { !$0.contains("…") }, "\(text)")
  }

  @Test(arguments: [
    "api: {base_url: 'http://127.0.0.1:1/v1'}",
    "lanes: {realtime: {endpoints: [{base_url: 'http://127.0.0.1:1/v1'}]}}\nplan: {strategy: realtime}",
  ])
  func `servers of one's own, which cost nothing, make no other model free`(lines: String)
    async throws
  {
    let project = try TestProject(
      tropefile: "input: {directory: data}\nrecipe: {model: tiny-7b}\n\(lines)\n")
    for id in 1...4 { try project.addSmallMovie(id) }
    let outcome = try await project.build("models", "--json")
    #expect(outcome.errors.isEmpty, "\(outcome.errors)")
    let models = try outcome.output.jsonLines()
    #expect(!models.isEmpty)
    for model in models {
      #expect(model["batch_dollars"] as? Double ?? 0 > 0)
      #expect(model["realtime_dollars"] as? Double ?? 0 > 0)
    }
  }

  @Test func `without a project there are prices and end dates`() async throws {
    let project = try TestProject(tropefile: nil)
    let outcome = try await project.build("models")
    #expect(outcome.output.contains("gpt-4o-mini") && outcome.output.contains("2027-01-14"))
    #expect(!outcome.output.contains("in batches"))
    #expect(outcome.output.contains("dollars for a million tokens, as of "))
  }

  @Test func `a built project is priced as if nothing had been asked`() async throws {
    let project = try TestProject.small()
    let before = try await models(project).first?["batch_dollars"] as? Double
    try await project.build()
    let after = try await models(project).first?["batch_dollars"] as? Double
    #expect(before != nil && after != nil)
    #expect(abs((after ?? 0) - (before ?? 0)) < (before ?? 0) / 2)
  }
}
