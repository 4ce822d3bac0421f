import ArgumentParser
import Basics
import Display
import Engine
import Formats
import Planner
import Tropefile
import TropeModel

/// Shows the models that can be priced.
struct ModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List the models with prices, end dates, and what the project would cost with each.",
    discussion: """
      The costs are for all movies of the project as if nothing had been asked yet, in batches alone and in \
      real time alone, with as many movies a request as the tropefile says. Any other model can be used, too: \
      its prices and limits then stand in the tropefile. Asks nothing and changes nothing.

      Examples:
        tropebuild models
        tropebuild models --movies-per-request 8
        tropebuild --model gpt-6-luna -n       what a build with one of them would do
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var questionOptions: QuestionOptions

  @Flag(help: "List models that have been shut down, too.")
  var all = false

  @Flag(help: "Print JSON: one object per line for each model.")
  var json = false

  func run() async throws {
    try await Console.run {
      let now = TimeSource.system(scale: 1).now().day
      let (models, bench) = try await models()
      let text = ModelsText(
        models: models.filter { all || !$0.isGone(on: now) }
          .sorted {
            ($0.batchCost ?? $0.facts.prices.batch.input, $0.facts.name)
              < ($1.batchCost ?? $1.facts.prices.batch.input, $1.facts.name)
          },
        configured: bench?.project.settings.recipe.model, today: now)
      Console.print(json ? text.json : text.text)
      return .upToDate
    }
  }

  /// Without a project there are prices and no costs.
  private func models() async throws -> ([PricedModel], Workbench?) {
    let bench: Workbench
    do {
      bench = try Workbench(projectOptions, keys: [questionOptions])
    } catch BuildError.noTropefile where projectOptions.file == "tropefile" {
      return (PricedModel.all, nil)
    }
    var previewer = bench.previewer(BuildOptions())
    previewer.split = try SplitStep(bench.project).run(changingNothing: true)?.planned
    do {
      return (try await previewer.models(database: try bench.openRecords(), ledger: nil), bench)
    } catch {
      // The list is there to find another model by, so that one that cannot be planned with is no reason to print none.
      Console.warn("no costs of the project: \(error)")
      return (PricedModel.all, bench)
    }
  }
}

/// What `models` prints.
struct ModelsText {
  let models: [PricedModel]
  /// The model that the tropefile asks for.
  let configured: String?
  let today: CivilDay
  /// Of the terminal; `nil` for everything in full.
  var width: Int? = Console.width

  /// Its name in the table; `nil` where the table has none like it.
  private var configuredName: String? { configured.flatMap { ModelFacts.named($0) }?.name }

  private var hasCosts: Bool { models.contains { $0.batchCost != nil } }

  var text: String {
    var table = TextTable(
      [
        .marks, .words("model"), .number("input", dispensability: 1),
        .number("cached", dispensability: 4), .number("output", dispensability: 1),
        .number("batch input", dispensability: 3), .number("batch output", dispensability: 3),
        .words("flex", dispensability: 5),
      ] + (hasCosts ? [.number("in batches"), .number("real time")] : []) + [
        .words("ends"), .words("successor", dispensability: 2),
      ])
    table.rows = models.map(cells)
    let day = "dollars for a million tokens, as of \(ModelFacts.tableDay)"
    var notes = [
      configured.map { _ in "> as the tropefile asks" },
      models.contains { $0.assumedThoughts > 0 } && hasCosts
        ? "of models that think, thoughts are in the costs with a guess of "
          + "\(Self.range(models.map(\.assumedThoughts))) tokens a movie" : nil,
    ].compactMap(\.self)
    notes.append(
      hasCosts ? "in batches, real time: all movies of the project; the other columns: \(day)" : day
    )
    return (table.lines(width: width) + [notes.joined(separator: "; ")]).joined(separator: "\n")
  }

  private func cells(_ model: PricedModel) -> [String] {
    let prices = model.facts.prices
    return [
      model.facts.name == configuredName ? ">" : " ", model.facts.name,
      Self.price(prices.standard.input),
      Self.price(prices.standard.cachedInput), Self.price(prices.standard.output),
      Self.price(prices.batch.input), Self.price(prices.batch.output),
      model.facts.hasFlex ? "yes" : "no",
    ]
      + (hasCosts
        ? [model.batchCost, model.realtimeCost].map {
          $0.map { "≈" + Format.dollars($0) } ?? "–"
        } : []) + [end(model), model.end?.successor ?? ""]
  }

  /// `$0.075`: of a price below a dollar three decimals, since half a cent counts.
  private static func price(_ dollars: Double) -> String {
    "$" + Format.decimal(dollars, places: dollars < 1 ? 3 : 2)
  }

  /// `1,000`, or `500 to 1,000`: of those that are not 0.
  private static func range(_ counts: [Int]) -> String {
    let some = counts.filter { $0 > 0 }
    guard let low = some.min(), let high = some.max(), low < high else {
      return Format.grouped(some.first ?? 0)
    }
    return "\(Format.grouped(low)) to \(Format.grouped(high))"
  }

  private func end(_ model: PricedModel) -> String {
    guard let end = model.end else { return "" }
    return "\(end.day)\(end.isPast(on: today) ? " (gone)" : "")"
  }

  // MARK: JSON

  var json: String {
    models.map { model in
      let prices = model.facts.prices
      let object: JSONObject = [
        "model": .string(model.facts.name), "snapshots": .strings(model.facts.snapshots),
        "configured": .bool(model.facts.name == configuredName),
        "ends_on": JSON(model.end.map { "\($0.day)" }), "successor": JSON(model.end?.successor),
        "gone": .bool(model.isGone(on: today)), "always_thinks": .bool(model.alwaysThinks),
        "assumed_thoughts": .integer(model.assumedThoughts),
        "context_tokens": .integer(model.facts.contextTokens),
        "limits_assumed": .bool(model.facts.limitsAreAssumed),
        "prices": [
          "standard": Self.json(prices.standard), "batch": Self.json(prices.batch),
          "flex": prices.flex.map(Self.json) ?? .null, "fast": prices.fast.map(Self.json) ?? .null,
        ],
        "prices_as_of": .string("\(ModelFacts.tableDay)"),
        "batch_dollars": JSON(model.batchCost), "realtime_dollars": JSON(model.realtimeCost),
      ]
      return object.line
    }.joined(separator: "\n")
  }

  /// US dollars for a million tokens.
  private static func json(_ prices: TokenPrices) -> JSON {
    [
      "input": .number(prices.input), "cached_input": .number(prices.cachedInput),
      "cache_write": .number(prices.cacheWrite), "output": .number(prices.output),
    ]
  }
}
