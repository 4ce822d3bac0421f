import Display
import Engine
import Formats
import Planner
import Quality
import TropeModel

/// What `try --json` prints.
extension TrialText {
  func planJSON(_ look: TrialLook) -> String {
    JSON.object([
      "sample": sample(look.sample),
      "variants": .array(
        look.plans.enumerated().map { place, plan in
          .object(identity(plan.variant, place) + asking(plan))
        }),
      "again": look.again.map { again in
        JSON.object(
          JSONObject([JSONObject.Member("variant", .integer(again.place + 1))]) + asking(again.plan)
        )
      } ?? .null,
      "dollars": .number(look.cost), "sandbox": .bool(bench.isSandbox),
    ]).line
  }

  private func asking(_ plan: TrialPlan) -> JSONObject {
    let survey = plan.preview.survey
    let forecast = plan.preview.forecast
    return [
      "to_ask": .integer(survey.toAsk.count + survey.inBatches.count),
      "kept": .integer(survey.reused.count), "requests": .integer(forecast.total.requests),
      "dollars": .number(plan.cost), "exact": .bool(!forecast.isEstimate),
    ]
  }

  func json(_ outcome: TrialOutcome) -> String {
    JSON.object([
      "sample": sample(outcome.sample),
      "basis": .string(outcome.basis.rawValue),
      "reference": number(outcome.reference),
      "best": number(outcome.best),
      "recommended": number(outcome.recommended),
      "recommended_share": JSON(outcome.recommendedShare),
      "margin": .number(outcome.margin), "looks": .integer(outcome.looks),
      "gold": .object([
        "characters": .integer(outcome.goldCharacters),
        "unplaced": .integer(outcome.goldUnplaced),
        "contradicted_by": .array(outcome.goldContradicts.map { .integer($0 + 1) }),
      ]),
      "gap": gap(outcome),
      "again": again(outcome.again),
      "sandbox": .bool(outcome.isSandbox),
      "variants": .array(
        outcome.rows.enumerated().map { .object(self.row($1, $0, outcome)) }),
      "movies": .array(outcome.movies.map(movie)),
    ]).line
  }

  /// What the reference said when it was asked again.
  private func again(_ again: TrialOutcome.Again?) -> JSON {
    guard let again else { return .null }
    return .object([
      "variant": .integer(again.place + 1), "movies": .integer(again.answered),
      "failed": .integer(again.failed), "open": .integer(again.open),
      "requests": .integer(again.requests), "paid": .number(again.paid),
      "agreement": JSON(again.agreement),
      "beyond": .array(again.beyond.map { .integer($0 + 1) }),
    ])
  }

  /// What all variants said of a movie.
  private func movie(_ movie: TrialMovie) -> JSON {
    .object([
      "movie": JSON(movie.movie), "drawn": .bool(movie.isDrawn),
      "characters": .array(
        movie.characters.map { character in
          .object([
            "name": .string(character.name),
            "labels": .array(character.labels.map { JSON($0?.id) }),
          ])
        }),
    ])
  }

  /// What labels of characters say on which the two leading variants differ.
  private func gap(_ outcome: TrialOutcome) -> JSON {
    guard let gap = outcome.gap else { return .null }
    let interval = gap.disagreement.interval
    return .object([
      "variants": .array([.integer(gap.leaders.0 + 1), .integer(gap.leaders.1 + 1)]),
      "right": .array([.integer(gap.right.0), .integer(gap.right.1)]),
      "labelled": .integer(gap.labelled), "value": .number(gap.disagreement.gap),
      "low": .number(interval.lowerBound), "high": .number(interval.upperBound),
    ])
  }

  private func row(
    _ row: TrialOutcome.Row, _ place: Int, _ outcome: TrialOutcome
  ) -> JSONObject {
    var object = identity(row.variant, place)
    object.add("movies", .integer(row.answered))
    object.add("failed", .integer(row.failed))
    object.add("open", .integer(row.open))
    object.add("requests", .integer(row.requests))
    object.add("too_few_requests", .bool(row.hasTooFewRequests))
    object.add("accuracy", JSON(row.accuracy))
    object.add("accuracy_assisted", assisted(row.assisted))
    object.add("gold_right", .integer(row.goldRight))
    object.add("gold_compared", .integer(row.goldCompared))
    object.add("agreement", JSON(row.agreement))
    object.add("dollars_per_1000", price(row.dollarsPerThousand))
    object.add("corpus_movies", .integer(row.corpusMovies))
    object.add("corpus_dollars", price(row.corpus))
    object.add("corpus_seconds", .number(row.corpusTime.inSeconds))
    object.add("paid", .number(row.paid))
    object.add("mark", .string(mark(row.ranking?.mark)))
    object.add("worse", .bool(row.ranking?.isWorse ?? false))
    object.add("within_margin", .bool(row.ranking?.isWithinMargin ?? false))
    object.add("behind", behind(row.ranking?.behind))
    object.add("more_movies", JSON(outcome.moreMovies(place)))
    return object
  }

  // MARK: Parts

  private func sample(_ sample: TrialSample) -> JSON {
    .object([
      "movies": .integer(sample.drawn.count), "gold_movies": .integer(sample.gold.count),
      "population": .integer(sample.sizes.count),
      "characters": .integer(sample.characters), "guessed": .integer(sample.guessed),
    ])
  }

  private func identity(_ variant: TrialVariant, _ place: Int) -> JSONObject {
    [
      "variant": .integer(place + 1), "model": .string(variant.model),
      "effort": JSON(variant.effort),
      "prompt": JSON(variant.prompt),
      "catalog": JSON(variant.catalog),
      "movies_per_request": .integer(variant.moviesPerRequest),
    ]
  }

  private func number(_ place: Int?) -> JSON { JSON(place.map { $0 + 1 }) }

  /// Accuracy with the help of agreement.
  private func assisted(_ share: AssistedShare?) -> JSON {
    guard let share else { return .null }
    return .object([
      "value": .number(share.value), "low": .number(share.low), "high": .number(share.high),
      "weight": .number(share.weight), "units": .integer(share.units),
    ])
  }

  private func price(_ price: TrialOutcome.PriceRange) -> JSON {
    .object([
      "value": .number(price.value), "low": .number(price.low), "high": .number(price.high),
    ])
  }

  /// The best variant's share less this one's.
  private func behind(_ difference: PairedDifference?) -> JSON {
    guard let difference else { return .null }
    let interval = difference.interval
    return .object([
      "value": .number(difference.mean), "low": .number(interval.lowerBound),
      "high": .number(interval.upperBound), "units": .integer(difference.units),
    ])
  }

  private func mark(_ mark: TrialRanking.Mark?) -> String {
    switch mark {
    case .best: "best"
    case .maybe: "maybe"
    case .dominated: "dominated"
    case nil: "none"
    }
  }
}

extension JSON {
  /// A share with its interval and what it rests on.
  init(_ share: ShareInterval?) {
    guard let share else {
      self = .null
      return
    }
    self = [
      "value": .number(share.value), "low": .number(share.low), "high": .number(share.high),
      "units": .integer(share.units), "characters": .integer(share.characters),
    ]
  }
}
