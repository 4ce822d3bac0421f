import Tokenizer
import Recipe
import Tropefile
import ArgumentParser
import Engine
import Inputs
import Lanes
import Planner
import Store
import TropeModel

/// Tells all that decides over one target.
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Tell all about one movie: inputs, hashes, reasons, question, history.",
    discussion: """
      Examples:
        tropebuild explain 31186339
        tropebuild explain 31186339 --question     the very text that is asked
      """)

  @OptionGroup var projectOptions: ProjectOptions
  @OptionGroup var apiOptions: APIOptions

  @Flag(help: "Print the request's body as it would be sent, and nothing else.")
  var question = false

  @Argument(help: ArgumentHelp("The movie, by its Wikipedia id.", valueName: "movie"))
  var movie: MovieID

  func run() async throws {
    try await Console.run {
      let bench = try Workbench(projectOptions, api: apiOptions)
      let explanation = try await Explanation(bench, movie)
      Console.print(question ? explanation.body : explanation.text)
      return .upToDate
    }
  }
}

/// What is known of one target.
struct Explanation {
  private var lines: [String] = []
  /// The body of the request that would ask about it.
  private(set) var body = ""

  var text: String { lines.joined(separator: "\n") }

  init(_ bench: Workbench, _ movie: MovieID) async throws {
    let (database, ledger) = try bench.openForReading()
    let directory = InputDirectory(path: bench.project.paths.input)
    let listing = try directory.list()
    let logged = try database?.buildLog().first { $0.movie == movie }
    guard let entry = listing.entry(of: movie), entry.plot != nil || logged != nil else {
      throw BuildError.unknownMovies([movie], directory: bench.project.settings.input.directory)
    }
    lines.append("movie     \(movie)")
    var options = BuildOptions()
    options.movies = [movie]
    let preview = try await bench.previewer(options).preview(database: database, ledger: ledger)
    add("state", Self.state(preview, movie))
    let fingerprint: Fingerprint
    do {
      fingerprint = try directory.reader().fingerprint(
        entry, scanStart: listing.startedAtNanoseconds)
    } catch {
      add("plot", "\(error)")
      return
    }
    addInputs(fingerprint, logged, directory)
    let asked = bench.project.recipe.question(
      movie: movie, plot: fingerprint.plotText, cast: fingerprint.castNames)
    body = String(
      decoding: bench.project.recipe.requestBody(for: [asked]), as: UTF8.self)
    addRecipe(bench, database: database, logged: logged)
    let counter = try await bench.counters.counter()
    add("question", asked.hash.hex)
    if let logged, logged.question != asked.hash { add("", "was \(logged.question.hex)") }
    add(
      "tokens",
      "\(counter.isExact ? "" : "≈")\(Format.grouped(counter.count(asked.userMessage))) of its own")
    try addHistory(asked.hash, ledger: ledger)
    if let record = try database?.storedRecord(of: movie) {
      add(
        "record",
        "\(record.characters.count) characters, built \(record.builtAt.iso8601) by \(record.lane.rawValue) "
          + "from \(record.model)")
    }
  }

  private mutating func add(_ name: String, _ value: String) {
    lines.append(name + String(repeating: " ", count: max(1, 10 - name.count)) + value)
  }

  private static func state(_ preview: Preview, _ movie: MovieID) -> String {
    if let failed = preview.failed.first(where: { $0.movie == movie }) {
      return "cannot be built: \(failed.reason) (\(failed.advice))"
    }
    if preview.survey.orphans.contains(movie) {
      return "orphan: it has a record, but no plot any more"
    }
    guard let target = preview.staleTargets.first(where: { $0.movie == movie }) else {
      return preview.survey.refreshed.isEmpty
        ? "up to date" : "touched only: the files' stamps differ, the question is the same"
    }
    let place = preview.places()[movie]?.words ?? "–"
    return "stale (\(target.reasons.map(\.rawValue).joined(separator: ", "))), lane: \(place)"
  }

  private mutating func addInputs(
    _ fingerprint: Fingerprint, _ logged: BuildLogEntry?, _ directory: InputDirectory
  ) {
    add("plot", directory.path(of: .plot, fingerprint.movie))
    addState(fingerprint.plot, logged?.plot)
    if let cast = fingerprint.cast {
      add("cast", directory.path(of: .cast, fingerprint.movie))
      addState(cast, logged?.cast)
      add("", "names: \(fingerprint.castNames?.joined(separator: "; ") ?? "")")
    } else {
      add("cast", "none")
    }
  }

  private mutating func addState(_ now: InputState, _ then: InputState?) {
    add("", "\(now.stamp.size) bytes, sha256 \(now.hash.hex)")
    guard let then else { return }
    if then.hash != now.hash {
      add("", "was \(then.stamp.size) bytes, sha256 \(then.hash.hex)")
    } else if then.stamp != now.stamp {
      add("", "touched since it was built from, content the same")
    }
    if !then.isTrusted { add("", "it was as new as the scan that read it, so it is hashed again") }
  }

  private mutating func addRecipe(
    _ bench: Workbench, database: TropesDatabase?, logged: BuildLogEntry?
  ) {
    let hashes = bench.project.recipe.hashes
    add(
      "recipe",
      "\(hashes.combined.shortHex): model \(hashes.model.shortHex) (\(bench.project.recipe.parameters.model)), "
        + "prompt \(hashes.prompt.shortHex), catalog \(hashes.catalog.shortHex)")
    if let logged, logged.recipe != hashes.combined { add("", "was \(logged.recipe.shortHex)") }
  }

  private mutating func addHistory(_ question: Digest, ledger: Ledger?) throws {
    guard let ledger else { return add("replies", "none") }
    if let reply = try ledger.keptReplies(for: [question], acceptingSandbox: true)[question] {
      add(
        "reply",
        "kept: \(reply.model), \(reply.lane.rawValue), \(reply.receivedAt.iso8601), "
          + "\(Format.dollars(reply.costDollars))\(reply.questionCount > 1 ? " for \(reply.questionCount) movies" : "")"
      )
    } else {
      add("reply", "none that could serve")
    }
    if let bad = try ledger.badAnswerCounts(for: [question])[question], bad > 0 {
      add("", "\(bad) replies were no good")
      for fault in try ledger.badAnswers(to: question) { add("", "  \(fault)") }
    }
    if let batch = try ledger.questionsInFlight()[question] { add("batch", "\(batch), under way") }
  }
}
