import ArgumentParser
import Sandbox

import Glibc

/// A server on loopback that plays the OpenAI API: for rehearsals without a key or a cent, and for tests.
@main
struct SandboxMain: AsyncParsableCommand {
  /// Name and help.
  static let configuration = CommandConfiguration(
    commandName: "tropebuild-sandbox",
    abstract: "Play the OpenAI API on loopback: no key, no network, no cost.",
    discussion: """
      Answers come from a word-overlap labeller and say so (model: sandbox-lexical); they are not those of a \
      language model. With --quality they are right as often as is said. What was billed is at /sandbox/ledger.

      Examples:
        tropebuild-sandbox --port 8080 --tier 1 --time-scale 3600
        tropebuild-sandbox --quality gpt-6-luna=78%,gpt-6.1-terra=92%
      """)

  @Option(help: "Port on 127.0.0.1; 0 takes any free one.")
  var port = 0

  @Option(help: "Enforce the limits of a tier, 1 to 5, or none.")
  var tier = TierOption(number: nil)

  @Option(help: "Sandbox seconds in a second: with 3600 an hour passes in a second.")
  var timeScale = 1.0

  @Option(help: "Time from a batch's creation to its end, in sandbox time, as 6h..14h.")
  var batchTurnaround = DurationRange(seconds: 1...2)

  @Option(help: "Time that a chat answer takes, in sandbox time, as 0ms..300ms.")
  var latency = DurationRange(seconds: 0...0)

  @Option(
    help: "Faults by rate, as '429=5%,cut=1%,batch-expire=10%'.",
    transform: { try FaultRates(parsing: $0) })
  var faults = FaultRates.none

  @Option(
    help: "The share of requests at the tier flex that is served, as 80%; the others get a 429.")
  var flexAvailability = ShareOption(share: 1)

  @Option(help: "When flex serves nobody, in sandbox time after the start, as 1h..3h; repeatable.")
  var flexOutage: [DurationRange] = []

  @Option(
    help: "Time that an answer takes at the tier flex; four times that of others if left out.")
  var flexLatency: DurationRange?

  @Option(help: "The tier of requests that ask for none: standard or fast.")
  var projectDefaultTier = DefaultTier.standard

  @Option(help: "The tiers that requests may ask for: all, none, flex or fast.")
  var projectTiers = EnabledTiers.all

  @Option(
    help: """
      Shut a model down, on a day or some time after the start, as gpt-4o-mini=2027-01-14 or \
      gpt-4o-mini=6h; repeatable.
      """)
  var retire: [RetireOption] = []

  @Option(
    help: """
      Answer to this name of a model too, which OpenAI does not have, as my/model; repeatable.
      """)
  var ownModel: [String] = []

  @Flag(help: "Let the lines of a batch read what earlier ones have written into the prompt cache.")
  var batchCacheReads = false

  @Option(
    help: """
      Refuse requests once so many dollars are spent in a month, as organization=5, project=5, or \
      in all, as credit=5; repeatable.
      """)
  var spendLimit: [SpendLimitOption] = []

  @Option(
    help: """
      Play models of these accuracies, as gpt-6-luna=78%,gpt-6.1-terra=92%, or of usual ones: usual; \
      which labels were right is at /sandbox/truth.
      """,
    transform: { try QualityTable(parsing: $0) })
  var quality: QualityTable?

  @Option(
    help: "With --quality: the right tropes, tab-separated: wikipedia_id, character, trope.")
  var truth: String?

  @Option(help: "With --quality: the directory of the plots, by which movies get their ids.")
  var plots: String?

  @Option(help: "Seed of all draws.")
  var seed: UInt64 = 1

  @Option(help: "Keep state in this directory, and go on from it.")
  var state: String?

  @Option(help: "Accept this key only; without it any key will do.")
  var key: String?

  @Option(
    help: """
      Accept this key only for /v1/organization; without it any that begins with sk-admin will do.
      """)
  var adminKey: String?

  @Option(help: "The tokenizer's vocabulary file (o200k_base.tiktoken).")
  var vocabulary: String?

  @Flag(help: "Check the options and end.")
  var checkOptions = false

  @Flag(help: "End when standard input closes.")
  var exitWithStdin = false

  /// Refuses values out of range.
  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("'--port' must be 0 to 65535") }
    guard (0.001...1_000_000).contains(timeScale) else {
      throw ValidationError("'--time-scale' must be 0.001 to 1000000")
    }
    if quality == nil, truth != nil || plots != nil {
      throw ValidationError(TruthError.needsQuality.description)
    }
    if truth != nil, plots == nil { throw ValidationError(TruthError.needsPlots.description) }
  }

  /// Serves until something ends it.
  func run() async throws {
    if checkOptions { return }
    let endings = try Endings(watchesInput: exitWithStdin)
    Self.allowManyConnections()
    var configuration = SandboxConfiguration()
    configuration.port = port
    configuration.tier = tier.number
    configuration.timeScale = timeScale
    configuration.turnaround = batchTurnaround.seconds
    configuration.latency = latency.seconds
    configuration.faults = faults
    configuration.seed = seed
    configuration.stateDirectory = state
    configuration.key = key
    configuration.adminKey = adminKey
    configuration.vocabularyPath = vocabulary
    configuration.tiers.flexAvailability = flexAvailability.share
    configuration.tiers.flexOutages = flexOutage.map(\.seconds)
    configuration.tiers.flexLatency = flexLatency?.seconds
    configuration.tiers.isFastByDefault = projectDefaultTier == .fast
    configuration.tiers.allowsFlex = [.all, .flex].contains(projectTiers)
    configuration.tiers.allowsFast = [.all, .fast].contains(projectTiers)
    for option in retire { configuration.retirements[option.model] = option.retirement }
    configuration.ownModels = Set(ownModel)
    configuration.batchLinesShareCache = batchCacheReads
    for option in spendLimit { configuration.spendLimits[option.limit] = option.dollars }
    configuration.quality = quality
    if let plots { configuration.truth = try Truth(file: truth, plots: plots) }
    let server = try SandboxServer(configuration: configuration)
    let url = try await server.start()
    print("tropebuild-sandbox: listening on \(url)")
    fflush(nil)
    await endings.wait()
    await server.stop()
  }

  /// Takes as many open files as the system grants: each connection is one.
  private static func allowManyConnections() {
    let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(files, &limit) == 0 else { return }
    limit.rlim_cur = limit.rlim_max
    _ = setrlimit(files, &limit)
  }
}
