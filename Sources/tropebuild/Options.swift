import ArgumentParser
import Engine
import TropeModel
import Tropefile

extension MovieID: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}

extension Strategy: ExpressibleByArgument {}

/// `--log-level`: the levels of `Logger`.
enum LogLevel: String, CaseIterable, ExpressibleByArgument {
  case trace, debug, info, notice, warning, error, critical

  var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}

/// What a command that runs lanes can print instead of words.
struct StreamOptions: ParsableArguments {
  @Flag(
    help: """
      JSON on standard output, an object a line for every state change as it happens (docs/events.md).
      """)
  var json = false
}

/// Where the project is: as in make.
struct ProjectOptions: ParsableArguments {
  @Option(
    name: [.customShort("C"), .long],
    help: ArgumentHelp("Change to DIR before doing anything.", valueName: "dir"),
    completion: .directory)
  var directory: String?

  @Option(
    name: [.customShort("f"), .long],
    help: ArgumentHelp("Read FILE as the tropefile.", valueName: "file"), completion: .file())
  var file = "tropefile"

  @Option(
    help: ArgumentHelp("The database of records (tropefile: build.database).", valueName: "path"),
    completion: .file())
  var dbPath: String?

  @Option(
    help: ArgumentHelp("The input directory (tropefile: input.directory).", valueName: "dir"),
    completion: .directory)
  var inputDir: String?

  @Option(
    help: ArgumentHelp(
      "Where batch files go (tropefile: lanes.batch.directory).", valueName: "dir"),
    completion: .directory)
  var batchDir: String?

  func validate() throws {
    // An empty path is a variable of the shell that was not set; it would mean the project directory.
    for (name, path) in [
      ("-f", file), ("--db-path", dbPath), ("--input-dir", inputDir), ("--batch-dir", batchDir),
    ] { try checkNames(name, path) }
  }
}

/// Refuses an empty value of an option that names something.
func checkNames(_ option: String, _ value: String?, _ what: String = "something") throws {
  guard value?.isEmpty == true else { return }
  throw ValidationError("\(option) must name \(what), not ''")
}

/// What a plan can be told on the command line; flags win over the tropefile.
struct PlanOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("hybrid, batch or realtime (tropefile: plan.strategy).", valueName: "name"),
    completion: .list(Strategy.allCases.map(\.rawValue)))
  var strategy: Strategy?

  @Option(
    help: ArgumentHelp(
      "Batches of the hybrid strategy (tropefile: plan.num_batches).", valueName: "n"))
  var numBatches: Int?

  @Option(
    help: ArgumentHelp(
      "Most input tokens in a batch, as 1.9M (tropefile: plan.batch_token_target).",
      valueName: "tokens"))
  var batchTokenTarget: String?

  @Option(
    help: ArgumentHelp(
      "The cheapest plan that is done in this time, as 2d (tropefile: plan.deadline).",
      valueName: "time"))
  var deadline: String?

  @Option(
    help: ArgumentHelp(
      "The fastest plan that costs no more, in dollars (tropefile: plan.budget).",
      valueName: "dollars"))
  var budget: String?

  /// The longest time to a deadline, as in the tropefile.
  private static let latest = Duration.seconds(365 * 86_400)

  /// Lays the flags over the tropefile.
  func lay(over overrides: inout ProjectLoader.Overrides) throws {
    overrides.strategy = strategy
    if let numBatches {
      guard numBatches >= 0 else {
        throw ValidationError("--num-batches must be 0 or more, not \(numBatches)")
      }
      overrides.numBatches = numBatches
    }
    if let batchTokenTarget {
      guard let tokens = Quantity.parseCount(batchTokenTarget), tokens > 0 else {
        throw ValidationError(
          "--batch-token-target must be a number of tokens, as 1.9M, not '\(batchTokenTarget)'")
      }
      overrides.batchTokenTarget = tokens
    }
    if let deadline {
      guard let time = Quantity.parseDuration(deadline), time > .zero, time <= Self.latest else {
        throw ValidationError(
          "--deadline must be a time up to 365d, as 36h or 2d, not '\(deadline)'")
      }
      overrides.deadline = time
    }
    if let budget {
      guard let dollars = Quantity.parseDollars(budget), dollars > 0 else {
        throw ValidationError("--budget must be dollars, as 5 or $5.50, not '\(budget)'")
      }
      overrides.budget = dollars
    }
  }
}

/// Which API is spoken to.
struct APIOptions: ParsableArguments {
  @Flag(help: "Use the built-in sandbox: no key, no network, no cost (tropefile: api.sandbox).")
  var sandbox = false

  @Option(
    help: ArgumentHelp("The API's address up to /v1 (tropefile: api.base_url).", valueName: "url"))
  var baseURL: String?

  @Option(
    help: ArgumentHelp(
      "With --sandbox: let the clock of sandbox and build run X times as fast.", valueName: "x"))
  var timeScale: Double?

  @Option(
    help: ArgumentHelp(
      "The account's usage tier, 1 to 5 (tropefile: limits.tier); a sandbox then enforces its limits.",
      valueName: "n"))
  var tier: Int?

  @Option(
    help: ArgumentHelp(
      "With --sandbox: how long a batch takes, as 10h..14h.", valueName: "time"))
  var batchTurnaround: String?

  @Option(
    help: ArgumentHelp(
      "With --sandbox: how long a real-time answer takes, as 1s..3s.", valueName: "time"))
  var latency: String?

  func validate() throws {
    if let tier, !(1...5).contains(tier) {
      throw ValidationError("--tier must be 1 to 5, not \(tier)")
    }
    if let timeScale, !(0.001...1_000_000).contains(timeScale) {
      throw ValidationError("--time-scale must be 0.001 to 1000000, not \(timeScale)")
    }
  }

  @Option(
    help: ArgumentHelp(
      "Logs on standard error from this level on: trace, debug, info, notice, warning, error or critical.",
      valueName: "level"))
  var logLevel: LogLevel?

  @Option(
    help: ArgumentHelp("With --sandbox: faults to inject, as '429=5%,cut=1%'.", valueName: "list"))
  var faults: String?
}
