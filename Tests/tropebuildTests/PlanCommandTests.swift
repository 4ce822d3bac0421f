import Foundation
import Testing

@Suite struct PlanCommandTests {
  private static let plot = "A thief steals a ring from a museum and a detective follows him. "

  /// A project of movies of several lengths, with limits that do not pace.
  private func project(movies: Int = 12, more: String = "") throws -> TestProject {
    let project = try TestProject(
      tropefile: "input:\n  directory: data\napi:\n  sandbox: true\n\(more)")
    for number in 1...movies {
      try project.addMovie(
        100 + number, plot: String(repeating: Self.plot, count: 1 + number % 5),
        cast: number % 3 == 0 ? nil : ["Tom Ripley \(number)", "Anna Bell"])
    }
    return project
  }

  private func json(_ text: String) throws -> [String: Any] {
    let object = try JSONSerialization.jsonObject(with: Data(text.utf8))
    return try #require(object as? [String: Any])
  }

  @Test func itComparesTheStrategiesBeforeTheFirstBuildAndWritesNothing() async throws {
    let project = try project()
    let before = try project.picture()
    let outcome = try await project.tropebuild("plan", "--offline")
    #expect(outcome.status == 0)
    func rows(_ strategy: String) -> Int {
      outcome.output.split(separator: "\n").filter { $0.dropFirst(3).hasPrefix(strategy + " ") }
        .count
    }
    #expect(rows("realtime") == 4, "with 1, 4, 8 and 16 movies a request")
    // All fits into the batches, so that both mean the same; the configured one of them is shown.
    #expect(rows("batch") == 3 && rows("hybrid") == 1)
    #expect(outcome.output.contains("hybrid with 4, 8 and 16 a request is the same as batch"))
    #expect(outcome.output.contains("batch with 1 a request is the same as hybrid"))
    #expect(outcome.output.contains("12 movies to ask"))
    #expect(outcome.output.contains("configured: hybrid with 1 movie a request"))
    #expect(outcome.output.contains("token counts: "))
    #expect(try project.picture() == before)
  }

  @Test func aModelNearItsEndIsSaidSoWithItsSuccessor() async throws {
    let project = try project(movies: 1, more: "recipe:\n  model: gpt-4.1-nano\n")
    let outcome = try await project.tropebuild("plan", "--offline")
    #expect(outcome.output.contains("was shut down on 2026-10-23"))
    #expect(outcome.output.contains("'gpt-6-luna'"))
  }

  @Test func `several models are planned side by side, each as by itself`() async throws {
    let project = try project()
    let names = ["gpt-4o-mini", "gpt-6-luna"]
    let both = try await project.build(
      "plan", "--offline", "--json", "--model", names.joined(separator: ",")
    ).output.jsonLines()
    #expect(both.map { $0["model"] as? String } == names)
    func figures(_ object: [String: Any]) -> [[Double]] {
      (object["rows"] as? [[String: Any]] ?? []).map { row in
        ["dollars", "typical_seconds"].map { row[$0] as? Double ?? -1 }
      }
    }
    for (name, object) in zip(names, both) {
      let single = try await project.build("plan", "--offline", "--json", "--model", name)
      #expect(figures(object) == figures(try json(single.output)))
    }
    let rows = both.flatMap { $0["rows"] as? [[String: Any]] ?? [] }
    let all = both.flatMap(figures)
    for (row, mine) in zip(rows, all) {
      let isBeaten = all.contains {
        $0[0] <= mine[0] && $0[1] <= mine[1] && ($0[0] < mine[0] || $0[1] < mine[1])
      }
      #expect(row["unbeaten"] as? Bool == !isBeaten)
    }
    let table = try await project.build("plan", "--offline", "--model", "gpt-4o-mini,gpt-6-luna")
    #expect(table.output.contains("gpt-4o-mini: 12 movies to ask"), "\(table.output)")
    #expect(table.output.contains("cheapest: --model gpt-"))
    let timely = try await project.build(
      "plan", "--offline", "--model", "gpt-4o-mini,gpt-6-luna", "--deadline", "1h")
    #expect(timely.output.contains("with that: --model gpt-"), "\(timely.output)")
    let wrong = try await project.tropebuild("plan", "--model", "gpt-4o-mini,")
    #expect(wrong.status == 64)
  }

  /// The summary of `-n --json`.
  private func summary(_ project: TestProject, _ words: String...) async throws -> [String: Any] {
    let look = try await Program.run(["-n", "--json"] + words, in: project.directory)
    return try #require(
      try look.output.jsonLines().last?["summary"] as? [String: Any], "\(look.errors)")
  }

  private func requests(_ summary: [String: Any]) -> Int? {
    (summary["forecast"] as? [String: Any])?["requests"] as? Int
  }

  @Test func `a budget is a cap and chooses nothing, unless that is asked for`() async throws {
    let project = try project(
      more: "plan: {strategy: hybrid}\nrecipe: {movies_per_request: 1}\n")
    for words in [[], ["--budget", "5"]] {
      let look = try await Program.run(["-n", "--json"] + words, in: project.directory)
      let last = try #require(try look.output.jsonLines().last?["summary"] as? [String: Any])
      #expect(last["strategy"] as? String == "hybrid")
      #expect(requests(last) == 12)
    }
    let chosen = try await summary(project, "--budget", "5", "--choose")
    #expect(chosen["strategy"] as? String == "realtime")
    // What another flag names stands.
    let named = try await summary(project, "--choose", "--strategy", "batch")
    #expect(named["strategy"] as? String == "batch" && requests(named) == 1)
    let both = try await summary(
      project, "--choose", "--strategy", "batch", "--movies-per-request", "4")
    #expect(both["strategy"] as? String == "batch" && requests(both) == 3)
  }

  @Test func `a choice that the tropefile asks for leaves what it names`() async throws {
    let project = try project(more: "plan: {strategy: batch, choose: true}\n")
    let summary = try await summary(project)
    #expect(summary["strategy"] as? String == "batch" && requests(summary) == 1)
  }

  @Test func `a deadline leaves what the tropefile names as it is`() async throws {
    let project = try project(more: "recipe: {movies_per_request: 2}\n")
    let summary = try await summary(project, "--deadline", "30m")
    #expect(requests(summary) == 6)
  }

  @Test func `a plan above the budget is told, with the one that would fit`() async throws {
    let project = try project(
      more: "plan: {strategy: realtime}\nprices: {input: 100, cached_input: 100}\n")
    let cost = try #require(
      (try await summary(project)["forecast"] as? [String: Any])?["dollars"] as? Double)
    let look = try await project.tropebuild("-n", "--budget", "\((cost * 50).rounded() / 100)")
    #expect(look.status == 0, "\(look.errors)")
    #expect(look.output.contains("and the build stops at the budget of"), "\(look.output)")
    #expect(look.output.contains("; --strategy "), "\(look.output)")
  }

  @Test func `a budget that no plan keeps is a cap still, and refused only where it is to choose`()
    async throws
  {
    let project = try project(
      more:
        "plan: {strategy: realtime}\nprices: {input: 100, cached_input: 100, batch_input: 100}\n")
    let look = try await project.tropebuild("-n", "--budget", "0.01")
    #expect(look.status == 0, "\(look.errors)")
    #expect(
      look.output.contains(
        "the build stops at the budget of $0.01; none fits, the cheapest is --strategy "))
    let build = try await project.tropebuild("--budget", "0.01", "--time-scale", "1000")
    #expect(build.status == 2)
    #expect(build.output.contains("stopped: the budget of $0.01 is reached"), "\(build.output)")
    let chosen = try await project.tropebuild("-n", "--budget", "0.01", "--choose")
    #expect(chosen.status == 2)
    #expect(chosen.errors.contains("no plan meets the budget of $0.01"))
  }

  @Test func `a plan that is cheaper and faster is told with its flags, by -n and the build`()
    async throws
  {
    let project = try project(more: "plan: {strategy: batch}\nrecipe: {model: gpt-4o-mini}\n")
    let look = try await project.tropebuild("-n")
    let line = try #require(
      look.output.split(separator: "\n").first { $0.hasPrefix("cheaper and faster: ") },
      "\(look.output)")
    #expect(line.contains("--strategy realtime --movies-per-request 16, "))
    let plan = try await project.tropebuild("plan", "--offline")
    #expect(plan.output.contains("beside it: the cheapest is batch with 16 movies a request"))
    #expect(plan.output.contains("; the fastest is realtime with "))
    // The flags do what the line says, and then nothing is better.
    let taken = try await project.tropebuild(
      "-n", "--strategy", "realtime", "--movies-per-request", "16")
    #expect(!taken.output.contains("cheaper and faster"))
    let build = try await project.tropebuild("--time-scale", "1000")
    #expect(build.status == 0)
    #expect(build.errors.contains("tropebuild: cheaper and faster: --strategy realtime"))
  }

  @Test func aDeadlineChoosesAndTheBuildFollows() async throws {
    let project = try project()
    let plan = try json(
      try await project.tropebuild("plan", "--json", "--offline", "--deadline", "30m").output)
    let chosen = try #require(plan["chosen"] as? [String: Any])
    #expect(chosen["strategy"] as? String == "flex")
    let preview = try await project.tropebuild("-n", "--json", "--deadline", "30m")
    let last = try #require(preview.output.split(separator: "\n").last)
    let summary = try #require(try json(String(last))["summary"] as? [String: Any])
    #expect(summary["strategy"] as? String == "flex")
    let forecast = try #require(summary["forecast"] as? [String: Any])
    #expect(forecast["dollars"] as? Double == chosen["dollars"] as? Double)
  }

  @Test func whatNoPlanKeepsIsSaidByHowMuch() async throws {
    let project = try project()
    let outcome = try await project.tropebuild(
      "plan", "--offline", "--budget", "0.01", "--set", "prices.input=10000", "--set",
      "prices.batch_input=10000")
    #expect(outcome.status == 2)
    #expect(outcome.output.contains("no plan meets the budget of $0.01"))
    #expect(outcome.output.contains("too much"))
  }

  @Test func thePictureIsWritten() async throws {
    let project = try project()
    _ = try await project.tropebuild("plan", "--offline", "--svg", "plan.svg")
    #expect(try project.text("plan.svg").hasPrefix("<svg "))
  }

  @Test func anUnknownModelNamesTheKeysThatAreMissing() async throws {
    let project = try project(movies: 1, more: "recipe:\n  model: gpt-4o-mimi\n")
    let outcome = try await project.tropebuild("plan", "--offline")
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("unknown model 'gpt-4o-mimi': did you mean 'gpt-4o-mini'"))
    for key in [
      "limits.requests_per_minute", "limits.tokens_per_minute", "limits.enqueued_tokens",
      "limits.context_tokens", "prices.input", "prices.output", "prices.batch_input",
      "prices.batch_output",
    ] {
      #expect(outcome.errors.contains(key))
    }
  }

  @Test(arguments: [("gpt-5-mini", false), ("gpt-5-nano", false), ("gpt-4o-mini", true)])
  func `a temperature goes only to models that take one`(
    model: String, isSent: Bool
  ) async throws {
    let project = try project(
      movies: 1, more: "recipe:\n  model: \(model)\n  temperature: 0.3\n")
    let outcome = try await project.tropebuild("explain", "101", "--question")
    #expect(outcome.output.contains("\"model\":\"\(model)\""))
    #expect(outcome.output.contains("\"temperature\":0.3") == isSent)
  }

  @Test func `a question is shown with its bound, and -n names the server`() async throws {
    let project = try project(movies: 1)
    let shown = try await project.tropebuild("explain", "101", "--question")
    #expect(shown.output.contains("\"max_completion_tokens\":"))
    let environment = ["OPENAI_BASE_URL": "http://127.0.0.1:1/v1", "OPENAI_API_KEY": "k"]
    let look = try await Program.run(
      ["-n", "--json", "--set", "api.sandbox=false"], in: project.directory,
      environment: environment)
    let summary = try #require(try look.output.jsonLines().last?["summary"] as? [String: Any])
    #expect(summary["server"] as? String == "http://127.0.0.1:1/v1", "\(look.output)\(look.errors)")
  }

  @Test func aPlanWithNothingToAskSaysSo() async throws {
    let project = try project(
      movies: 2, more: "plan:\n  strategy: realtime\n")
    _ = try await project.tropebuild("-s")
    let outcome = try await project.tropebuild("plan")
    #expect(outcome.output.contains("0 movies to ask, 2 up to date"))
  }
}
