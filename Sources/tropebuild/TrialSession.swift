import Basics
import Display
import Engine
import Glibc
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

  func run() async throws -> ExitStatus {
    let settings = bench.project.settings.trial
    if let reference = settings.reference { _ = try TrialRun.place(of: reference, variants) }
    let lines = try settings.gold.map {
      try GoldFile.read(try AtomicFile.read(bench.resolve($0)), path: $0)
    }
    let reporter = RunReporter(bench, voice: .words, events: nil)
    let run = TrialRun(
      project: bench.project, variants: variants, gold: lines ?? [],
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
    let outcome = try await run.outcome(look, asked) { try readMapping($0) }
    Console.print(json ? text.json(outcome) : text.table(outcome))
    return Self.status(asked)
  }

  /// Whether what it costs is agreed to.
  private func consents(to cost: Double) throws -> Bool {
    switch TrialConsent(
      cost: cost, isSandbox: bench.isSandbox, agrees: agrees,
      budget: bench.project.settings.plan.budget, isTerminal: isatty(STDIN_FILENO) == 1)
    {
    case .given: return true
    case .refused(let error): throw BuildError.trial(error)
    case .toBeAsked:
      Console.write("tropebuild: ask for about \(Format.dollars(cost))? [y/N] ")
      let answer = readLine() ?? ""
      return ["y", "yes"].contains(answer.lowercased())
    }
  }

  private static func status(_ asked: [TrialRun.Asked]) -> ExitStatus {
    switch asked.compactMap(\.stop).first {
    case .interrupted: .interrupted
    case .cannotGoOn(let why), .budgetReached(let why): stopped(why)
    case .failedFast: .failedTargets
    case .wouldWait: .workInFlight
    case nil: .upToDate
    }
  }

  private static func stopped(_ why: String) -> ExitStatus {
    Console.fail(why)
    return .couldNotWork
  }

  private func readMapping(_ catalog: [(id: String, name: String)]) throws -> LabelMapping {
    if let mapping {
      return try LabelMapping(
        csv: try AtomicFile.read(bench.resolve(mapping)), path: mapping, catalog: catalog)
    }
    do {
      return try LabelMapping(
        csv: Array(LabelMapping.builtInCSV.utf8), path: "the built-in mapping", catalog: catalog)
    } catch {
      throw BuildError.mappingOfOtherCatalog
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
