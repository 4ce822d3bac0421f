import Basics
import Planner
import ProjectFiles
import Quality
import Recipe
package import Report
import Store
import Tropefile
import TropeModel

/// Reads what kept replies say of a comparison.
extension TrialRun {
  /// What was found; changes nothing but the number of looks, which it notes under the lock where this one is new.
  ///
  /// - Parameters:
  ///   - asked: what asking took; empty where nothing was.
  ///   - mapping: reads what labels stand for, given ids and names of a catalog's tropes.
  package func outcome(
    _ look: TrialLook, _ asked: [Asked] = [],
    mapping: ([(id: String, name: String)]) throws -> LabelMapping
  ) async throws -> TrialOutcome {
    let ledger = try Ledger.openForReading(path: project.paths.ledger)
    var answers: [TrialAnswers] = []
    for variant in variants {
      answers.append(
        try await TrialAnswers(
          of: variant, look.sample, ledger: ledger, isSandbox: door.isSandbox))
    }
    var outcome = TrialOutcome(
      rows: variants.map { TrialOutcome.Row(variant: $0) }, sample: look.sample)
    outcome.isSandbox = door.isSandbox
    outcome.margin = project.settings.trial.margin
    outcome.goldUnplaced = look.gold.unplaced.count
    for place in variants.indices {
      outcome.rows[place].answered = answers[place].movies.count
      outcome.rows[place].failed = answers[place].failed.count
      outcome.rows[place].open = answers[place].open(by: look.plans[place])
      outcome.rows[place].requests = answers[place].requests
      if asked.indices.contains(place) {
        outcome.rows[place].paid = asked[place].dollars
        outcome.rows[place].stop = asked[place].stop
      }
      try price(&outcome.rows[place], look, place, answers[place], ledger)
    }
    outcome.looks = try noteLook(
      look.sample, variants.indices.filter { outcome.rows[$0].isComplete }, answers, ledger)
    let reference =
      try look.again?.place
      ?? reference { outcome.rows.map { $0.isComplete ? $0.dollarsPerThousand.value : nil } }
    if let reference, outcome.rows[reference].isComplete {
      outcome.reference = reference
    }
    let gold = try goldTrial(look, answers, &outcome, mapping)
    rank(&outcome, answers, look.sample, gold)
    outcome.toLabel = TrialToLabel(outcome, answers)
    outcome.gap = try gap(outcome, look, answers, mapping)
    if let again = look.again {
      let second = try await TrialAnswers(
        of: variants[again.place], look.sample, ledger: ledger, isSandbox: door.isSandbox,
        again: true)
      outcome.again = TrialOutcome.Again(
        again, outcome, first: answers, second: second,
        asked: asked.count > variants.count ? asked[variants.count] : Asked())
      answers.append(second)
    }
    outcome.movies = TrialMovie.all(look.sample, answers)
    return outcome
  }

  // MARK: Money

  private func price(
    _ row: inout TrialOutcome.Row, _ look: TrialLook, _ place: Int, _ answers: TrialAnswers,
    _ ledger: Ledger?
  ) throws {
    let sample = look.sample
    let corpus = look.plans[place].corpus
    let rate = MeanEstimate(
      sample.compared.compactMap { movie in
        answers.movies[movie].map {
          (
            request: $0.request,
            value: $0.outputTokens / Double(max(1, sample.sizes[movie] ?? 1))
          )
        }
      })
    let output = rate.map { rate in
      { (movie: MovieID) in sample.sizes[movie].map { Int((rate.value * Double($0)).rounded()) } }
    }
    let size = row.variant.moviesPerRequest
    let all = corpus.forecast(moviesPerRequest: size, output: output)
    let covered =
      try ledger?.answered(
        among: corpus.items.map(\.question), acceptingSandbox: door.isSandbox) ?? []
    let rest = corpus.forecast(
      moviesPerRequest: size, output: output, where: { !covered.contains($0.question) })
    // Votes ask more than once: of the other asks nothing is taken to be answered.
    let others = row.variant.project.asks - 1
    row.dollarsPerThousand = range(
      all, rate, corpus, scale: Double(1 + others) * 1_000 / Double(max(1, sample.characters)))
    row.corpus = range(rest, rate, corpus, scale: 1)
    row.corpus.add(range(all, rate, corpus, scale: Double(others)))
    row.corpusMovies = rest.total.questions + others * all.total.questions
    row.corpusTime = rest.total.typical + all.total.typical * others
  }

  /// The price with the interval of its output part: the input is counted.
  private func range(
    _ forecast: Forecast, _ rate: MeanEstimate?, _ corpus: TrialPlan.Corpus, scale: Double
  ) -> TrialOutcome.PriceRange {
    let prices = corpus.terms.prices
    let tier = forecast.realtimeLane.tier ?? .standard
    let output =
      Double(forecast.batch.outputTokens) * prices.batch.output / 1e6
      + Double(forecast.realtime.outputTokens)
      * (prices.prices(for: tier) ?? prices.standard).output / 1e6
    let cost = forecast.total.cost
    guard let rate, rate.value > 0 else {
      return TrialOutcome.PriceRange(value: cost * scale, low: cost * scale, high: cost * scale)
    }
    return TrialOutcome.PriceRange(
      value: cost * scale,
      low: (cost + output * (rate.low / rate.value - 1)) * scale,
      high: (cost + output * (rate.high / rate.value - 1)) * scale)
  }

  // MARK: Looks

  /// How often this comparison has been looked at, this time included. Looking again at a longer sample is another look.
  private func noteLook(
    _ sample: TrialSample, _ places: [Int], _ answers: [TrialAnswers], _ ledger: Ledger?
  ) throws -> Int {
    guard let ledger, !places.isEmpty else { return 1 }
    var comparison = SHA256()
    comparison.update(Array("tropebuild comparison\0\(sample.population.hex)".utf8))
    for variant in variants {
      let identity = variant.identity
      comparison.update(Array(" \(identity.recipe.hex)/\(identity.moviesPerRequest)".utf8))
    }
    let digest = comparison.digest
    let movies = places.map { answers[$0].movies.count }.min() ?? 0
    let known = try ledger.looks(at: digest)
    if known.contains(movies) { return known.count { $0 <= movies } }
    let lock = try project.lockLedger(for: door.command)
    defer { lock.release() }
    let writing = try Ledger.open(path: project.paths.ledger, owner: project.owner)
    try writing.noteLook(at: digest, movies: movies)
    try writing.close()
    return known.count { $0 < movies } + 1
  }

  // MARK: Shares

  /// The place of the reference: what is named, else the dearest.
  ///
  /// - Parameter dollars: what variants cost, in their order; `nil` for one that is none unless it is named.
  func reference(_ dollars: () -> [Double?]) throws -> Int? {
    if let named = project.settings.trial.reference { return try Self.place(of: named, variants) }
    return dollars().enumerated().compactMap { place, cost in cost.map { (place: place, cost: $0) }
    }
    .max { ($0.cost, -$0.place) < ($1.cost, -$1.place) }?.place
  }

  /// The place of the variant that a number or a model means.
  package static func place(of name: String, _ variants: [TrialVariant]) throws -> Int {
    if let number = Int(name), variants.indices.contains(number - 1) { return number - 1 }
    let places = variants.indices.filter { variants[$0].model == name }
    guard places.count == 1 else {
      throw BuildError.trial(.noReference(name, variants: variants.count))
    }
    return places[0]
  }

  /// Labelled characters against every variant, as `eval` compares them; `nil` without any.
  private func goldTrial(
    _ look: TrialLook, _ answers: [TrialAnswers], _ outcome: inout TrialOutcome,
    _ mapping: ([(id: String, name: String)]) throws -> LabelMapping
  ) throws -> Trial? {
    guard !look.gold.placed.isEmpty else { return nil }
    let gold = Evaluation.characters(look.gold.placed)
    outcome.goldCharacters = gold.count
    let movies = look.sample.gold
    var shares: [[Double?]] = []
    for (place, variant) in variants.enumerated() {
      guard let catalog = variant.project.recipe.catalog else {
        throw BuildError.recordsWithoutTropes(
          fields: variant.project.recipe.fields.fields.map(\.name))
      }
      let evaluation = try evaluation(of: gold, catalog, answers[place], mapping)
      let byMovie = Dictionary(grouping: evaluation.compared, by: \.character.movie)
      outcome.rows[place].goldCompared = evaluation.compared.count
      outcome.rows[place].goldRight = evaluation.agreed
      var units: [Int: ShareUnit] = [:]
      var ofMovies: [Double?] = []
      for movie in movies {
        guard let cases = byMovie[movie], let answer = answers[place].movies[movie] else {
          ofMovies.append(nil)
          continue
        }
        let right = cases.count(where: \.isRight)
        ofMovies.append(Double(right) / Double(cases.count))
        var unit = units[answer.request] ?? ShareUnit(right: 0, whole: 0, characters: 0)
        unit.right += Double(right)
        unit.whole += Double(cases.count)
        unit.characters += cases.count
        units[answer.request] = unit
      }
      outcome.rows[place].accuracy = ShareInterval(
        units.sorted { $0.key < $1.key }.map(\.value))
      if let reference = outcome.reference, reference != place, outcome.rows[place].isComplete,
        let alone = outcome.rows[place].accuracy
      {
        outcome.rows[place].assisted = AssistedShare(
          evaluation.compared, answers[place], reference: answers[reference], look.sample,
          alone: alone)
      }
      shares.append(ofMovies)
    }
    let sizes = Dictionary(grouping: gold, by: \.movie).mapValues(\.count)
    return Trial(
      movies: movies.map { movie in
        let characters = sizes[movie] ?? 0
        return Trial.Movie(characters: characters, weight: Double(characters))
      },
      variants: Trial.variants(
        of: answers, dollars: outcome.rows.map(\.dollarsPerThousand.value), shares, movies))
  }

  private func evaluation(
    of gold: [GoldCharacter], _ catalog: Catalog, _ answers: TrialAnswers,
    _ mapping: ([(id: String, name: String)]) throws -> LabelMapping
  ) throws -> Evaluation {
    Evaluation(
      gold: gold, records: answers.answers(),
      mapping: try mapping(catalog.tropes.map { ($0.id, $0.name) }))
  }

  /// What labels say that were given to characters on which the two leading variants differ.
  private func gap(
    _ outcome: TrialOutcome, _ look: TrialLook, _ answers: [TrialAnswers],
    _ mapping: ([(id: String, name: String)]) throws -> LabelMapping
  ) throws -> TrialOutcome.Gap? {
    guard let toLabel = outcome.toLabel, !look.gold.chosen.isEmpty else { return nil }
    let (first, second) = toLabel.leaders
    let differing = Set(toLabel.differing)
    let gold = Evaluation.characters(look.gold.chosen).filter {
      differing.contains(TrialToLabel.Character(movie: $0.movie, name: $0.name))
    }
    func right(_ place: Int) throws -> [Bool] {
      guard let catalog = variants[place].project.recipe.catalog else { return [] }
      return try evaluation(of: gold, catalog, answers[place], mapping).cases.map(\.isRight)
    }
    let (one, two) = (try right(first), try right(second))
    let labels = zip(one, two).map { ($0 ? 1 : 0) - ($1 ? 1 : 0) }
    guard
      let disagreement = Disagreement(
        differing: toLabel.differing.count, of: toLabel.compared, labels: labels)
    else { return nil }
    return TrialOutcome.Gap(
      leaders: toLabel.leaders, right: (one.count(where: \.self), two.count(where: \.self)),
      labelled: labels.count, disagreement: disagreement)
  }

  private func rank(
    _ outcome: inout TrialOutcome, _ answers: [TrialAnswers], _ sample: TrialSample,
    _ gold: Trial?
  ) {
    let agreement =
      variants.count > 1
      ? outcome.reference.flatMap { reference in
        Trial(
          of: answers, dollars: outcome.rows.map(\.dollarsPerThousand.value),
          agreeingWith: answers[reference], sample)
      } : nil
    if let agreement {
      for place in variants.indices where place != outcome.reference {
        outcome.rows[place].agreement = ShareInterval(agreement.units(place))
      }
    }
    let compared = outcome.rows.filter { $0.answered > 0 }.map(\.goldCompared).min() ?? 0
    let byGold = gold != nil && (compared >= TrialOutcome.leastGold || agreement == nil)
    outcome.basis = byGold ? .accuracy : .agreement
    guard let trial = byGold ? gold : agreement else { return }
    // The longest movies are asked first, so what an unfinished one has answered is no random part of the sample. It does
    // not keep the others from being ranked.
    let places = variants.indices.filter {
      outcome.rows[$0].isComplete && !trial.units($0).isEmpty
    }
    guard
      let part = Trial(movies: trial.movies, variants: places.map { trial.variants[$0] }),
      let ranking = TrialRanking(part, margin: outcome.margin, looks: outcome.looks)
    else { return }
    for (row, place) in zip(ranking.rows, places) { outcome.rows[place].ranking = row }
    outcome.best = places[ranking.best]
    let recommended = places[ranking.recommended]
    outcome.recommended = recommended
    outcome.recommendedShare = ranking.recommendedShare
    if !byGold, let gold {
      let risk = 0.05 / Double(max(1, places.count - 1))
      outcome.goldContradicts = places.filter { place in
        place != recommended
          && gold.difference(place, recommended).map { $0.lowerBound(risk: risk) > 0 } ?? false
      }
    }
  }
}
