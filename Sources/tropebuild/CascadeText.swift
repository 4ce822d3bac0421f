import Display
import Engine
import Formats
import Store
import TropeModel

/// How a cascade stands, for people and as JSON.
struct CascadeText {
  let standing: CascadeStanding
  /// What the strong model may still be asked, where that was looked for.
  var outlook: CascadeOutlook?

  var lines: [String] {
    CascadeWords.lines(standing) + (outlook.map { [CascadeWords.outlook($0, standing)] } ?? [])
  }

  var json: JSON {
    let promise = standing.promise
    return [
      "stage": .string(stage), "cheap": .string(standing.cheapName),
      "strong": .string(standing.strongName), "target": .number(standing.key.target),
      "risk": .number(standing.key.risk), "measure": .string(standing.key.measure.rawValue),
      "gold_characters": JSON(standing.entry?.gold?.characters),
      "gold_wrong": JSON(standing.entry?.gold?.wrong),
      "certified_at": promise.map { JSON($0.certifiedAt) } ?? .null,
      "movies": JSON(promise?.movies), "characters": JSON(promise?.characters),
      "pilot_movies": JSON(promise?.pilotMovies),
      "test_movies": JSON(promise.map { _ in standing.sampled }),
      "test_decided_after": JSON(promise?.draws),
      "kept": .integer(standing.kept), "strong_labels": .integer(standing.strong),
      "to_ask": promise == nil ? .null : .integer(standing.open.count),
      "not_covered": .integer(standing.notCovered + standing.undecided.count),
      "refused": .array(standing.refused.map { JSON($0) }),
      "population": JSON(standing.entry?.population.hex), "order": JSON(promise?.order.hex),
      "log_wealth": JSON(promise?.logWealth), "outlook": outlook.map(Self.json) ?? .null,
    ]
  }

  private static func json(_ outlook: CascadeOutlook) -> JSON {
    [
      "certain_movies": .integer(outlook.certain.movies),
      "certain_dollars": .short(outlook.certain.dollars),
      "expected_dollars": outlook.expectedDollars.map { .short($0) } ?? .null,
      "most_movies": .integer(outlook.most.movies), "most_dollars": .short(outlook.most.dollars),
      "under_way_movies": .integer(outlook.underWay.movies),
      "under_way_dollars": .short(outlook.underWay.dollars),
    ]
  }

  private var stage: String {
    switch standing.stage {
    case .notBegun: "not begun"
    case .pilot: "pilot"
    case .test: "test"
    case .certified: "certified"
    }
  }
}
