import ArgumentParser
import Engine
import Tropefile

/// Compares variants of the recipe on a sample.
struct TryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "try",
    abstract:
      "Compare models, efforts, prompts and sizes of request on a sample, before the corpus is paid for.",
    discussion: """
      Every combination of the lists is a variant. All variants are asked about the same movies, which are \
      drawn at random once and for all, and about those with labelled characters. The plan and its price are \
      shown first. Every reply is kept, so building the winner pays only for the rest, and running this again \
      pays for nothing. Records are left alone. docs/try.md explains the table.

      Examples:
        tropebuild try --model gpt-6-luna,gpt-6.1-terra
        tropebuild try --movies-per-request 1,8,16 --movies 200
        tropebuild try --effort none,low --gold gold.tsv
        tropebuild try -n                    show the variants of the tropefile and their price
        tropebuild try --again               ask the reference twice: what is a model's own chance?
        tropebuild try --adopt 2             write the second variant into the tropefile
        tropebuild try --to-label 50         write 50 characters to label by hand
        tropebuild try --to-label 200 --random -o random.csv
                                             write 200 of all, drawn at random; ask nothing
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var trialOptions: TrialOptions
  @OptionGroup var planOptions: PlanOptions
  @OptionGroup var apiOptions: APIOptions
  @OptionGroup var jobsOption: JobsOption

  @Option(
    help: ArgumentHelp(
      "Map labels that are no names or ids of tropes by FILE instead of the built-in mapping.",
      valueName: "file"))
  var mapping: String?

  @Flag(
    name: [.customShort("n"), .customLong("dry-run"), .customLong("just-print")],
    help: "Show the variants and what asking them would cost; ask nothing.")
  var dryRun = false

  @Flag(help: "Ask without waiting for a yes.")
  var yes = false

  @Option(
    help: ArgumentHelp(
      "Write variant N of the table into the tropefile; comments stay.", valueName: "n"))
  var adopt: Int?

  @Option(
    help: ArgumentHelp(
      "Write N characters on which the two leading variants differ into a CSV file, to be labelled by hand.",
      valueName: "n"))
  var toLabel: Int?

  @Flag(
    help: """
      With --to-label: write the next N of all characters in a fixed random order, without those that the \
      files of recipe.cascade.gold have labels for; ask nothing.
      """)
  var random = false

  @Option(
    name: [.customShort("o"), .long],
    help: ArgumentHelp(
      "With --to-label: write to FILE, which must not be there yet (default: to-label.csv).",
      valueName: "file"), completion: .file())
  var output: String?

  @Flag(
    help:
      "Ask the reference a second time, to know on how many characters a model differs from itself."
  )
  var again = false

  @Option(
    help: ArgumentHelp("Draw price against accuracy or agreement to FILE.", valueName: "file"))
  var svg: String?

  @Flag(help: "Print one JSON object (docs/json.md).")
  var json = false

  func validate() throws {
    try checkNames("--mapping", mapping, "a file")
    for (option, value) in [("-o", output), ("--svg", svg)] { try checkFile(option, value) }
    if random, toLabel == nil { throw ValidationError("--random goes with --to-label") }
    if random, adopt != nil || svg != nil || again || json {
      throw ValidationError("--random asks nothing: leave out --adopt, --svg, --again and --json")
    }
    if output != nil, toLabel == nil { throw ValidationError("-o goes with --to-label") }
    if let toLabel, !(1...100_000).contains(toLabel) {
      throw ValidationError("--to-label must be 1 to 100000, not \(toLabel)")
    }
    if dryRun, adopt != nil || toLabel != nil || svg != nil {
      throw ValidationError("-n only shows the plan; leave out --adopt, --to-label and --svg")
    }
  }

  func run() async throws {
    try await Console.run {
      let unasked = try Workbench(
        projectOptions, api: apiOptions, keys: [trialOptions, planOptions, jobsOption])
      // Those that name a model have only that.
      let bench = try await unasked.withServer(
        asksEndpoints: unasked.project.endpoints.contains { $0.model == nil })
      return try await TrialSession(
        bench: bench,
        variants: try TrialVariant.all(
          of: bench.project, file: projectOptions.file, settings: bench.settings),
        mapping: mapping, dryRun: dryRun, agrees: yes, json: json, adopted: adopt,
        toLabel: toLabel.map { ($0, output ?? "to-label.csv") }, isRandom: random, svg: svg,
        asksAgain: again
      ).run()
    }
  }
}

/// The keys of the tropefile's section `try` on the command line.
struct TrialOptions: ParsableArguments, KeyOptions {
  @Option(help: .key(.models, "names"))
  var model: String?

  @Option(help: .key(.efforts, "words"))
  var effort: String?

  @Option(help: .key(.sizes, "n"))
  var moviesPerRequest: String?

  @Option(help: .key(.prompts, "files"), completion: .file())
  var prompt: String?

  @Option(help: .key(.catalogs, "files"), completion: .file())
  var catalog: String?

  @Option(help: .key(.sample, "n"))
  var movies: String?

  @Option(help: .key(.margin, "share"))
  var margin: String?

  @Option(help: .key(.reference, "variant"))
  var reference: String?

  @Option(help: .key(.gold, "file"), completion: .file())
  var gold: String?

  var settings: [Setting] {
    [
      KeyFlag.models.setting(model), KeyFlag.efforts.setting(effort),
      KeyFlag.sizes.setting(moviesPerRequest), KeyFlag.prompts.setting(prompt),
      KeyFlag.catalogs.setting(catalog), KeyFlag.sample.setting(movies),
      KeyFlag.margin.setting(margin), KeyFlag.reference.setting(reference),
      KeyFlag.gold.setting(gold),
    ].compactMap(\.self)
  }
}
