import Basics
import Display
import Engine
import Glibc
import Inputs
import Quality
import Report
import Tropefile
import TropeModel

/// A comparison from the command line: the plan, the yes, the lanes, the table.
struct TrialSession {
  let bench: Workbench
  let variants: [TrialVariant]
  let mapping: String?
  let dryRun: Bool
  let agrees: Bool
  let json: Bool
  /// The variant to write into the tropefile, from 1.
  let adopted: Int?
  /// How many characters to write for labelling, and where.
  let toLabel: (count: Int, path: String)?
  /// Whether these are drawn at random from all.
  let isRandom: Bool
  let svg: String?
  /// Whether the reference is asked a second time.
  let asksAgain: Bool

  func run() async throws -> ExitStatus {
    if isRandom, let toLabel { return try await draw(toLabel.count, to: toLabel.path) }
    let settings = bench.project.settings.trial
    if let reference = settings.reference { _ = try TrialRun.place(of: reference, variants) }
    let lines = try settings.gold.map { try bench.gold($0) } ?? []
    let mapper = try bench.mapper(mapping, of: lines)
    try checkOutputs(reading: [settings.gold, mapping].compactMap(\.self))
    let reporter = RunReporter(bench, voice: .words, events: nil)
    let run = TrialRun(
      project: bench.project, variants: variants, gold: lines, asksAgain: asksAgain,
      door: bench.door(stop: reporter.stop, report: { reporter.take($0) }))
    await bench.allowVocabulary(network: !dryRun)
    let look = try await run.look(mayWrite: !dryRun)
    let text = TrialText(bench: bench)
    if dryRun {
      Console.print(json ? text.planJSON(look) : text.plan(look))
      return .upToDate
    }
    var asked: [TrialRun.Asked] = []
    if look.isOpen {
      Console.write(text.plan(look) + "\n")
      guard try consents(to: look.cost) else {
        Console.say("nothing was asked")
        return .upToDate
      }
      Console.beginWork()
      asked = try await run.ask(look, budget: bench.project.settings.plan.budget)
    }
    let outcome = try await run.outcome(look, asked, mapping: mapper)
    Console.print(json ? text.json(outcome) : text.table(outcome))
    keep(outcome, text)
    if let svg {
      try OutputFile.write(text.picture(outcome), to: bench.resolve(svg))
    }
    if let toLabel { try write(toLabel.count, to: toLabel.path, outcome) }
    guard let adopted else { return Self.status(asked) }
    if let hindrance = TrialAdoption.hindrance(adopted - 1, in: outcome) {
      Console.warn("\(hindrance.words(adopted)): the tropefile is left as it is")
      let status = Self.status(asked)
      return status == .upToDate ? .failedTargets : status
    }
    try adopt(adopted, by: run)
    return Self.status(asked)
  }

  /// Writes a variant into the tropefile, and says so.
  private func adopt(_ number: Int, by run: TrialRun) throws {
    let variant = variants[number - 1]
    let name = "\(number) (\(TrialText.name(variant, among: variants)))"
    switch try TrialAdoption(project: bench.project, door: run.door).write(variant) {
    case .unchanged: Console.say("the tropefile has variant \(name) already")
    case .written(let strategy, let emptied):
      Console.say(
        "the tropefile has variant \(name) now"
          + (strategy.map {
            ", and 'plan.strategy: \($0.rawValue)', since \(variant.model) cannot be asked at the tier flex"
          } ?? "")
          + (emptied.isEmpty
            ? ""
            : ", and nothing for \(emptied.map { "'\($0)'" }.joined(separator: ", ")), which were not \(variant.model)'s: the table's prices hold")
          + "; 'tropebuild' builds it and pays only for the rest")
    }
  }

  /// Refuses what could not be written in the end before anything is paid.
  private func checkOutputs(reading: [String]) throws {
    if let svg { try bench.mayWrite(svg, option: "--svg", reading: reading) }
    if let path = toLabel?.path {
      try bench.mayWrite(path, option: "-o", reading: reading)
      if NewFile.exists(bench.resolve(path)) { throw BuildError.trial(.labelsExist(path)) }
    }
    if let adopted, !variants.indices.contains(adopted - 1) {
      throw BuildError.trial(.noVariant(adopted, variants: variants.count))
    }
    if adopted != nil, variants.allSatisfy({ $0.keys.isEmpty }) {
      throw BuildError.trial(.nothingToAdopt)
    }
  }

  /// Keeps what was found for the report. Where that cannot be, it was printed all the same.
  private func keep(_ outcome: TrialOutcome, _ text: TrialText) {
    guard !outcome.movies.isEmpty else { return }
    let note = text.report(outcome, at: bench.time.now(), titles: titles(of: outcome))
    do {
      try Directories.make(bench.project.paths.build)
      try AtomicFile.write(note.json, to: bench.project.paths.trial)
    } catch {
      Console.warn("\(error); the report will not show this comparison")
    }
  }

  /// What is wrong with the metadata, the report tells.
  private func titles(of outcome: TrialOutcome) -> [MovieID: String] {
    let movies = Set(outcome.movies.map(\.movie))
    return (try? titles(of: movies)) ?? [:]
  }

  private func titles(of movies: Set<MovieID>) throws -> [MovieID: String] {
    var titles: [MovieID: String] = [:]
    _ = try bench.project.forEachMovieMetadata(wanted: { movies.contains($0) }) {
      titles[$0.movie] = $0.title
    }
    return titles
  }

  /// Writes characters to be labelled by hand.
  private func write(_ count: Int, to path: String, _ outcome: TrialOutcome) throws {
    guard let toLabel = outcome.toLabel, !toLabel.differing.isEmpty else {
      throw BuildError.trial(.nobodyToLabel)
    }
    let titles = try titles(of: Set(toLabel.differing.prefix(count).map(\.movie)))
    try OutputFile.write(toLabel.csv(most: count, titles: titles), to: bench.resolve(path))
    Console.say(
      "wrote \(min(count, toLabel.differing.count)) characters to '\(path)': fill in the column 'trope' with names that "
        + "'tropebuild catalog' prints, then name the file by --gold")
  }

  /// Writes characters drawn at random to be labelled by hand.
  private func draw(_ count: Int, to path: String) async throws -> ExitStatus {
    // A file that the cascade is to read is there once this has written it.
    let isGold = bench.project.settings.recipe.cascade.gold.contains {
      bench.resolve($0) == bench.resolve(path)
    }
    if !isGold || NewFile.exists(bench.resolve(path)) { try checkOutputs(reading: []) }
    let reporter = RunReporter(bench, voice: .words, events: nil)
    let random = try await TrialRun(
      project: bench.project, variants: variants,
      door: bench.door(stop: reporter.stop, report: { reporter.take($0) })
    ).random(count)
    guard !random.characters.isEmpty else { throw BuildError.trial(.allLabelled) }
    let titles = try titles(of: Set(random.characters.map(\.movie)))
    try OutputFile.write(random.csv(titles: titles), to: bench.resolve(path))
    Console.say(
      "wrote \(Format.grouped(random.characters.count)) of \(Format.grouped(random.population)) characters to '\(path)', drawn at random: "
        + "fill in the column 'trope' from the top, with names that 'tropebuild catalog' prints; name the file by --gold, or by "
        + "'recipe.cascade.gold'")
    return .upToDate
  }

  /// Whether what it costs is agreed to.
  private func consents(to cost: Double) throws -> Bool {
    switch TrialConsent(
      cost: cost, isSandbox: bench.isSandbox, agrees: agrees,
      budget: bench.project.settings.plan.budget, isTerminal: isatty(STDIN_FILENO) == 1)
    {
    case .given: return true
    case .refused(let error): throw BuildError.trial(error)
    case .toBeAsked: return Console.agrees(to: "ask for about \(Format.dollars(cost))?")
    }
  }

  private static func status(_ asked: [TrialRun.Asked]) -> ExitStatus {
    let stop = asked.compactMap(\.stop).first
    if let reason = stop?.reason { Console.fail(reason) }
    return stop?.exitStatus ?? .upToDate
  }
}

extension TrialAdoption.Hindrance {
  /// - Parameter number: the variant's.
  fileprivate func words(_ number: Int) -> String {
    switch self {
    case .stopped: "--adopt \(number): the comparison was ended before its end"
    case .open(let count):
      "--adopt \(number): \(Format.counted(count, "movie")) of the sample \(count == 1 ? "has" : "have") no answer of "
        + "variant \(number) yet"
    case .nothingAnswered: "--adopt \(number): variant \(number) has answered nothing"
    }
  }
}

/// Whether money may be spent.
enum TrialConsent: Equatable {
  case given
  case toBeAsked
  case refused(TrialError)

  /// - Parameters:
  ///   - cost: what is expected, in dollars.
  ///   - agrees: `--yes`.
  ///   - budget: `--budget`, which agrees up to a limit.
  init(cost: Double, isSandbox: Bool, agrees: Bool, budget: Double?, isTerminal: Bool) {
    if let budget, cost > budget {
      self = .refused(.overBudget(cost: cost, budget: budget))
    } else if agrees || budget != nil || isSandbox || cost <= 0 {
      self = .given
    } else {
      self = isTerminal ? .toBeAsked : .refused(.needsConsent(cost: cost))
    }
  }
}
