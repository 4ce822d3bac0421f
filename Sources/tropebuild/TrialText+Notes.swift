import Display
import Engine
import Quality
import TropeModel

/// What the table means, in words.
extension TrialText {
  func notes(_ outcome: TrialOutcome) -> [String] {
    recommendation(outcome) + losers(outcome) + undecided(outcome) + reach(outcome)
      + again(outcome) + gold(outcome) + gaps(outcome)
  }

  private func name(_ place: Int, _ outcome: TrialOutcome) -> String {
    let variants = outcome.rows.map(\.variant)
    return "\(place + 1) (\(Self.name(variants[place], among: variants)))"
  }

  func numbers(_ places: [Int]) -> String {
    places.map { String($0 + 1) }.joined(separator: ", ")
  }

  // MARK: Which to take

  private func recommendation(_ outcome: TrialOutcome) -> [String] {
    guard let place = outcome.recommended, let share = outcome.recommendedShare,
      outcome.rows.count > 1
    else { return [] }
    let ranked = outcome.rows.count { $0.ranking != nil }
    let margin = Self.percent(outcome.margin)
    let cheaper = outcome.rows.contains {
      $0.ranking != nil
        && $0.dollarsPerThousand.value < outcome.rows[place].dollarsPerThousand.value
    }
    let why: String =
      if place != outcome.best {
        "the cheapest that is shown to lose less than \(margin) of the labels against "
          + "\((outcome.best ?? 0) + 1)"
      } else if cheaper {
        "the best: none that is cheaper is shown to lose less than \(margin) of the labels"
      } else {
        "the best, and none is cheaper"
      }
    var lines = ["recommended: \(name(place, outcome)), \(why)"]
    if place != outcome.reference || outcome.basis != .agreement {
      lines.append(
        "  its \(outcome.basis.rawValue), as the chosen one of \(ranked): \(Self.share(share))")
    }
    return lines
  }

  private func losers(_ outcome: TrialOutcome) -> [String] {
    let worse = outcome.rows.indices.filter { outcome.rows[$0].ranking?.isWorse == true }
    guard !worse.isEmpty, let best = outcome.best else { return [] }
    return ["shown to be worse than \(best + 1): \(numbers(worse))"]
  }

  /// What more movies would tell.
  private func undecided(_ outcome: TrialOutcome) -> [String] {
    var lines: [String] = []
    for place in outcome.rows.indices {
      guard let ranking = outcome.rows[place].ranking, !ranking.isWorse, !ranking.isWithinMargin
      else { continue }
      let question =
        "whether \(place + 1) is worse than \((outcome.best ?? 0) + 1), or loses less than the margin"
      if ranking.behind?.deviation == 0 {
        lines.append(
          "not shown: \(question); they do not differ, but in so few requests that says little")
      } else if let more = outcome.moreMovies(place) {
        let most = outcome.sample.sizes.count - outcome.sample.drawn.count
        lines.append(
          "not shown: \(question); \(Format.grouped(more)) more \(more == 1 ? "movie" : "movies") would tell"
            + (more > most ? ", more than there are" : ""))
      } else {
        lines.append("not shown: \(question)")
      }
    }
    if outcome.looks > 1 {
      lines.append(
        "this is look \(outcome.looks) at these variants: each is held to 5% divided by \(outcome.looks)"
      )
    }
    return lines
  }

  // MARK: How far it reaches

  /// What agreement says of accuracy.
  private func reach(_ outcome: TrialOutcome) -> [String] {
    guard outcome.basis == .agreement, let reference = outcome.reference, outcome.rows.count > 1
    else { return [] }
    var lines: [String] = []
    let cheapest = outcome.rows.indices.filter {
      $0 != reference && outcome.rows[$0].agreement != nil
    }
    .min { outcome.rows[$0].dollarsPerThousand.value < outcome.rows[$1].dollarsPerThousand.value }
    let place = outcome.recommended == reference ? cheapest : outcome.recommended ?? cheapest
    if let place, let differ = outcome.difference(place) {
      lines.append(
        "\(place + 1) and \(reference + 1) differ on \(Self.percent(differ.value)) of the characters, at most "
          + "\(Self.percent(differ.most)): so the shares of labels that are right differ by no more than that"
      )
    }
    lines.append(
      "agreement with \(reference + 1) is not accuracy: where \(reference + 1) is wrong, agreeing with it is wrong"
    )
    if outcome.sample.drawn.isEmpty {
      lines.append(
        "only movies with labelled characters were asked, and nobody drew them at random: what holds for them need not "
          + "hold for the corpus")
    }
    return lines
  }

  private func gold(_ outcome: TrialOutcome) -> [String] {
    guard outcome.goldCharacters > 0 || outcome.goldUnplaced > 0 || outcome.gap != nil else {
      return []
    }
    var lines: [String] = []
    if outcome.basis == .agreement, outcome.goldCharacters > 0 {
      let compared = outcome.rows.map(\.goldCompared).max() ?? 0
      lines.append(
        "\(Format.grouped(compared)) labelled characters are a check, not a measure: they tell apart what is about "
          + "\(Self.percent(Self.visibleGap(compared))) apart; "
          + (outcome.goldContradicts.isEmpty
            ? "they do not contradict the recommendation"
            : "they contradict the recommendation: \(numbers(outcome.goldContradicts)) "
              + "\(outcome.goldContradicts.count == 1 ? "is" : "are") right more often"))
    }
    if let reference = outcome.reference, outcome.rows.contains(where: { $0.assisted != nil }) {
      lines.append(
        "\(Self.assistedTitle) is accuracy with the help of how often a variant agrees with \(reference + 1) on the movies "
          + "of the draw: its interval is shorter, and only approximately one of 95%")
    }
    if let gap = outcome.gap {
      let interval = gap.disagreement.interval
      let figures = [gap.disagreement.gap, interval.lowerBound, interval.upperBound].map {
        Format.decimal($0 * 100, places: 1)
      }
      lines.append(
        "of \(gap.labelled) labelled characters on which they differ, \(gap.leaders.0 + 1) is right on \(gap.right.0) and "
          + "\(gap.leaders.1 + 1) on \(gap.right.1): "
          + (gap.disagreement.gap == 0
            ? "neither is more accurate on these, and over all characters \(gap.leaders.0 + 1) may be so by "
              + "\(figures[1]) to \(figures[2]) points"
            : "\(gap.leaders.0 + 1) is \(figures[0]) points more accurate (\(figures[1]) to \(figures[2]))")
      )
    }
    if outcome.goldUnplaced > 0 {
      lines.append(
        "\(Format.grouped(outcome.goldUnplaced)) lines of the gold file are of no movie among the inputs"
      )
    }
    return lines
  }

  /// The gap that so many labelled characters tell in four of five tries, where one in six is right in just one of two.
  static func visibleGap(_ characters: Int) -> Double {
    min(1, (7.85 * 0.17 / Double(max(1, characters))).squareRoot())
  }

  // MARK: What is missing

  private func gaps(_ outcome: TrialOutcome) -> [String] {
    var lines: [String] = []
    let few = outcome.rows.indices.filter { outcome.rows[$0].hasTooFewRequests }
    if !few.isEmpty {
      lines.append(
        "too few requests to rely on the intervals of \(numbers(few)): at least "
          + "\(ShareInterval.leastRequests) are needed, \(ShareInterval.advisedRequests) advised (--movies)"
      )
    }
    for (place, row) in outcome.rows.enumerated() {
      if row.failed > 0 {
        lines.append(
          "\(place + 1): \(Format.counted(row.failed, "movie")) had no good reply; their characters count as wrong"
        )
      }
      if row.open > 0 {
        lines.append(
          "\(place + 1): \(Format.counted(row.open, "movie")) \(row.open == 1 ? "is" : "are") not answered yet, so it is not ranked; the next run goes on"
        )
      }
    }
    if outcome.isSandbox { lines.append(SummaryText.sandboxAnswers) }
    return lines
  }
}

extension TrialOutcome.Row {
  /// Whether it rests on fewer requests than say anything.
  var hasTooFewRequests: Bool { answered > 0 && requests < ShareInterval.leastRequests }
}
