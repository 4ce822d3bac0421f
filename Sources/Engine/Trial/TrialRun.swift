import Basics
import Inputs
import OpenAIClient
import Planner
import ProjectFiles
import Recipe
package import Report
import Store
import Tropefile
import TropeModel

/// Compares variants: look, ask, tell. Records are left alone; every reply is kept as any other.
package struct TrialRun: Sendable {
  package let project: Project
  package let variants: [TrialVariant]
  /// The lines of a file of labelled characters.
  package let gold: [GoldLine]
  /// Whether the reference is asked a second time, to know how often it gives another answer.
  package let asksAgain: Bool
  package let door: Door

  package init(
    project: Project, variants: [TrialVariant], gold: [GoldLine] = [], asksAgain: Bool = false,
    door: Door
  ) {
    self.project = project
    self.variants = variants
    self.gold = gold
    self.asksAgain = asksAgain
    self.door = door
  }

  var base: Run { Run(project: project, options: BuildOptions(), door: door) }

  // MARK: Looking

  /// What asking would take. Changes nothing but, where the corpus is not split yet, its split.
  ///
  /// - Parameter mayWrite: whether it may split; else it goes by what a split would make.
  package func look(mayWrite: Bool = true) async throws -> TrialLook {
    if mayWrite { try base.split() }
    let split = mayWrite ? nil : try base.lookAtSplit()
    let ledger = try Ledger.openForReading(path: project.paths.ledger)
    let (corpora, targets) = try await corpora(ledger, split)
    let gold = try TrialGold(gold, targets: targets, project: project)
    let sample = try TrialSample(
      targets, count: project.settings.trial.movies, gold: gold.movies)
    var plans: [TrialPlan] = []
    for (variant, corpus) in zip(variants, corpora) {
      plans.append(
        TrialPlan(
          variant: variant, preview: try await preview(variant, sample, ledger, split),
          corpus: corpus))
    }
    var look = TrialLook(sample: sample, gold: gold, plans: plans)
    if asksAgain {
      // As far as it is known before anything is asked: what is expected to be the dearest.
      let place =
        try reference {
          plans.map {
            $0.corpus.forecast(moviesPerRequest: $0.variant.moviesPerRequest).total.cost
          }
        } ?? 0
      look.again = TrialLook.Again(
        place: place,
        plan: TrialPlan(
          variant: variants[place],
          preview: try await preview(variants[place], sample, ledger, split, again: true),
          corpus: corpora[place]))
    }
    return look
  }

  /// What asking a variant about the sample would take.
  private func preview(
    _ variant: TrialVariant, _ sample: TrialSample, _ ledger: Ledger?,
    _ split: PlannedFiles? = nil, again: Bool = false
  ) async throws -> Preview {
    try await door.previewer(try asked(variant), sample.options(again: again), after: split)
      .preview(database: nil, ledger: ledger)
  }

  /// What a build of all movies would take by each variant, counted once for each recipe, whatever the sizes of its requests;
  /// and the movies, whose names and lengths are the same by every recipe.
  private func corpora(
    _ ledger: Ledger?, _ split: PlannedFiles?
  ) async throws -> (corpora: [TrialPlan.Corpus], targets: [BuildTarget]) {
    var everything = BuildOptions()
    everything.forgetsReplies = true
    var known: [Digest: TrialPlan.Corpus] = [:]
    var corpora: [TrialPlan.Corpus] = []
    var targets: [BuildTarget]?
    for variant in variants {
      let recipe = variant.project.recipe.hashes.combined
      if let corpus = known[recipe] {
        corpora.append(corpus)
        continue
      }
      let largest = variants.filter { $0.project.recipe.hashes.combined == recipe }
        .map(\.moviesPerRequest).max()
      let strategy = try servedStrategy(variant)
      let project = variant.project.beside { settings in
        settings.plan.strategy = strategy
        settings.plan.choose = false
        settings.plan.deadline = nil
        settings.plan.budget = nil
        settings.recipe.moviesPerRequest = largest ?? 1
      }
      let look = try await door.previewer(project, everything, after: split)
        .look(database: nil, ledger: ledger)
      guard let workload = look.workload else { throw BuildError.trial(.noMovies) }
      let corpus = TrialPlan.Corpus(
        items: workload.items, overhead: workload.overhead, assumptions: workload.assumptions,
        settings: workload.settings, terms: look.terms, moment: look.moment)
      known[recipe] = corpus
      corpora.append(corpus)
      targets = targets ?? look.survey.toAsk
    }
    return (corpora, targets ?? [])
  }

  /// The variant's project as the sample is asked: in real time unless a strategy is named, and never in requests of
  /// another size for the sake of a deadline or a budget. Where a command is all there is to ask, it goes in batches.
  ///
  /// - Parameters:
  ///   - budget: US dollars for all variants together.
  ///   - dollars: what those before have spent of them.
  private func asked(
    _ variant: TrialVariant, budget: Double? = nil, spent dollars: Double = 0
  ) throws -> Project {
    let strategy = try servedStrategy(variant)
    return variant.project.beside { settings in
      if settings.plan.namedStrategy != nil {
        settings.plan.strategy = strategy
      } else if !project.asksCommandAlone {
        settings.plan.strategy = .realtime
      }
      settings.plan.choose = false
      settings.plan.deadline = nil
      settings.plan.budget = budget
      settings.plan.keepRest(spent: dollars, elapsed: .zero, parts: 1)
    }
  }

  /// The variant's strategy, at the standard price where it is at the tier flex and that cannot be had: models are compared also
  /// where the tropefile has a strategy that only one of them is served by.
  private func servedStrategy(_ variant: TrialVariant) throws -> Strategy {
    try door.previewer(variant.project, BuildOptions()).servedStrategy()
  }

  // MARK: Asking

  /// What asking a variant took.
  package struct Asked: Sendable {
    /// US dollars that its replies cost now; nothing was paid where the door is a sandbox's.
    package var dollars = 0.0
    /// Why not all were asked.
    package var stop: StopCause?
  }

  /// Asks what no kept reply serves, a variant after the other, and keeps every reply. A stop ends all of them.
  ///
  /// - Parameter budget: US dollars for all variants together; `nil`: no bound.
  /// - Returns: one for each variant, in their order, and last that of the reference's being asked again, if it is.
  package func ask(_ look: TrialLook, budget: Double? = nil) async throws -> [Asked] {
    var asked = Array(repeating: Asked(), count: variants.count + (look.again == nil ? 0 : 1))
    guard look.isOpen else { return asked }
    await door.mayKeepVocabulary(door.hasAccount && !door.isSandbox)
    let account = project.settings.api.sandbox ? nil : try mainAccount()
    let lock = try base.lock()
    defer { lock.release() }
    let ledgerLock = try project.lockLedger(for: door.command)
    defer { ledgerLock.release() }
    let sandbox = project.settings.api.sandbox ? try door.startSandbox() : nil
    defer { sandbox?.stop() }
    let client = door.client(try sandbox?.account ?? account ?? mainAccount())
    try Directories.make(Directories.parent(of: project.paths.ledger))
    let ledger = try Ledger.open(path: project.paths.ledger, owner: project.owner)
    var spent = 0.0
    for (place, variant) in variants.enumerated() where look.plans[place].isOpen {
      let project = try self.asked(variant, budget: budget, spent: spent)
      asked[place] = try await ask(project, variant, look.sample, client, ledger)
      spent += asked[place].dollars
      if asked[place].stop != nil { break }
    }
    // Only now, for what has no answer yet is not asked twice at once.
    if let again = look.again, again.plan.isOpen, asked.allSatisfy({ $0.stop == nil }) {
      let variant = again.plan.variant
      asked[variants.count] = try await ask(
        self.asked(variant, budget: budget, spent: spent), variant, look.sample, client, ledger,
        again: true)
    }
    try ledger.close()
    return asked
  }

  /// The account at the server of `api.base_url`; where all is asked in real time at endpoints, there need be none.
  private func mainAccount() throws -> APIAccount {
    let isElsewhere = variants.allSatisfy {
      !$0.project.endpoints.isEmpty && $0.project.settings.plan.strategy == .realtime
    }
    if isElsewhere, let nobody = APIAccount.nobody { return nobody }
    return try door.account()
  }

  /// - Parameter project: the variant's, as it is asked.
  private func ask(
    _ project: Project, _ variant: TrialVariant, _ sample: TrialSample, _ client: OpenAIClient,
    _ ledger: Ledger, again: Bool = false
  ) async throws -> Asked {
    // What was seen before the lock was taken may have been answered since.
    let preview = try await preview(variant, sample, ledger, again: again)
    guard preview.survey.needsAPI else { return Asked() }
    let run = Run(project: project, options: sample.options(again: again), door: door)
    let toldEnd = try await run.checkModel(preview, .everything, client)
    let summary = try await run.lanesBeside(preview, client, ledger, toldEnd: toldEnd)
    return Asked(dollars: summary.dollars, stop: summary.stop)
  }
}
