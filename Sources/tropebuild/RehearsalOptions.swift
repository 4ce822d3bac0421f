import ArgumentParser

/// What the sandbox is told that is started for a run; other servers do as they like.
struct RehearsalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "With --sandbox: how long a batch takes, such as 10h..14h.", valueName: "time"))
  var batchTurnaround: String?

  @Option(
    help: ArgumentHelp(
      "With --sandbox: how long a real-time answer takes, such as 1s..3s.", valueName: "time"))
  var latency: String?

  @Option(
    help: ArgumentHelp(
      "With --sandbox: inject these faults, such as '429=5%,cut=1%'.", valueName: "list"))
  var faults: String?

  @Option(
    help: ArgumentHelp(
      "With --sandbox: the share of flex requests that is served, such as 80%.", valueName: "share")
  )
  var flexAvailability: String?

  @Option(
    help: ArgumentHelp(
      "With --sandbox: when flex serves nobody, counted from the start, such as 1h..3h; may be repeated.",
      valueName: "time"))
  var flexOutage: [String] = []

  @Option(
    help: ArgumentHelp(
      "With --sandbox: the tier of requests that name none, standard or fast.", valueName: "tier"))
  var projectDefaultTier: String?

  @Option(
    help: ArgumentHelp(
      "With --sandbox: shut a model down, such as gpt-6-luna=6h (from the start); may be repeated.",
      valueName: "model=when"))
  var retire: [String] = []

  @Option(
    help: ArgumentHelp(
      """
      With --sandbox: play models of these accuracies, such as gpt-6-luna=78%,gpt-6.1-terra=92%, or usual.
      """, valueName: "list"))
  var quality: String?

  @Option(
    help: ArgumentHelp(
      "With --quality: the right tropes by name, in the form of eval's file with tabs; all others are drawn.",
      valueName: "file"), completion: .file())
  var truth: String?

  func validate() throws {
    try checkNames("--truth", truth, "a file")
    if truth != nil, quality == nil { throw ValidationError("--truth goes with --quality") }
  }

  /// Each option with its values, but for the file of right tropes: whoever starts the sandbox knows where it is.
  private var all: [(name: String, values: [String])] {
    [
      ("--batch-turnaround", [batchTurnaround].compactMap(\.self)),
      ("--latency", [latency].compactMap(\.self)), ("--faults", [faults].compactMap(\.self)),
      ("--flex-availability", [flexAvailability].compactMap(\.self)),
      ("--flex-outage", flexOutage),
      ("--project-default-tier", [projectDefaultTier].compactMap(\.self)), ("--retire", retire),
      ("--quality", [quality].compactMap(\.self)),
    ]
  }

  /// The names of those that were given.
  var given: [String] { all.filter { !$0.values.isEmpty }.map(\.name) }

  /// What the sandbox's program is called with.
  var arguments: [String] { all.flatMap { option in option.values.flatMap { [option.name, $0] } } }
}
