import Display
import Quality
import Store
import Tropefile
package import TropeModel

/// What is said of a cascade.
package enum CascadeWords {
  // MARK: While it is built

  /// What is said of a corpus that is so small that pilot and test ask nearly all of it; `nil` of a larger one.
  package static func tooSmall(_ movies: Int, _ standing: CascadeStanding) -> String? {
    guard standing.stage == .notBegun, standing.key.measure == .strong else { return nil }
    let asked = Cascade.pilotSize(movies) + CascadeTest.advisedDraws(movies)
    guard Double(asked) > 0.9 * Double(movies) else { return nil }
    return
      "a cascade saves next to nothing with \(Format.counted(movies, "movie")): pilot and test alone ask \(standing.strongName) about "
      + "\(asked < movies ? Format.grouped(asked) : "all"); name it by 'recipe.model' and leave 'recipe.cascade' out"
  }

  static func pilot(_ movies: Int, _ entry: CascadeEntry) -> String {
    "cascade: \(entry.strongName) is asked about \(Format.counted(movies, "movie")) of the pilot, which tells what is to be expected"
  }

  /// Before the test.
  static func forecast(
    _ forecast: CascadeForecast, _ test: CascadeTest, _ entry: CascadeEntry, _ terms: Cascade.Terms
  ) -> String {
    "cascade: at \(percent(entry.key.target)) about \(percent(forecast.keptShare, places: 0)) of the movies keep the labels of "
      + "\(entry.cheapName), as the pilot has it; "
      + "the others cost about \(Format.dollars(forecast.dollars)), the pilot among them, and "
      + "\(entry.strongName) for all \(Format.dollars(forecast.allStrong * terms.strongFactor))\(terms.strongFactor < 1 ? " in batches" : ""). "
      + "At most \(Format.counted(test.planned, "movie")) drawn at random are asked for the test that certifies the cut"
  }

  /// - Parameter isFromPilot: whether the forecast goes by agreement with the strong model alone.
  static func notWorthIt(
    _ forecast: CascadeForecast, _ lower: (target: Double, forecast: CascadeForecast)?,
    _ entry: CascadeEntry, _ terms: Cascade.Terms, isFromPilot: Bool
  ) -> String {
    let all = forecast.allStrong * terms.strongFactor
    let bill = forecast.dollars + terms.cheapDollars
    var words =
      forecast.keptShare > 1 - entry.key.target
      ? "the cascade keeps the cheap labels of about \(percent(forecast.keptShare, places: 0)) of the movies"
      : "the cascade keeps next to no cheap label: \(percent(entry.key.target)) is not within reach with \(entry.cheapName)"
    words +=
      "; it would cost about \(Format.dollars(bill)), cheap answers included, where \(entry.strongName) for all movies costs "
      + "\(Format.dollars(all))\(terms.strongFactor < 1 ? " in batches" : "")"
    if isFromPilot, entry.key.measure == .gold {
      words +=
        ", as if \(entry.strongName) were always right: where it errs, fewer cheap labels can stay"
    }
    if let lower {
      words +=
        "; the pilot forecasts \(percent(lower.forecast.keptShare, places: 0)) kept at \(percent(lower.target))"
    }
    return words
      + ". Nothing more was asked: '--yes' goes on all the same, a lower 'recipe.cascade.target' keeps more, and with "
      + "'recipe.model' the strong one no cascade is needed; its answers so far are kept"
  }

  static func certified(
    kept: Int, again: Int, _ dollars: Double, _ promise: CascadePromise, _ entry: CascadeEntry
  ) -> String {
    let rest =
      again == 0
      ? "none is asked again"
      : "\(Format.counted(again, "movie")) \(again == 1 ? "is" : "are") asked again, for about \(Format.dollars(dollars))"
    guard promise.logWealth != nil else {
      return
        "cascade: \(noCut(kept: kept, entry.strongName)): \(rest)"
    }
    return
      "cascade: certified after \(Format.counted(promise.draws, "movie")) of the test: "
      + "\(Format.counted(kept, "movie")) \(kept == 1 ? "keeps" : "keep") the labels of \(entry.cheapName), \(rest)"
  }

  /// Where nothing was certified by the test.
  private static func noCut(kept: Int, _ strong: String) -> String {
    let words = "no cut passed the test, so all goes to \(strong)"
    guard kept > 0 else { return words }
    return words
      + " but for \(Format.counted(kept, "movie")) with so few labels that the promise holds even if all of them are wrong"
  }

  static func later(_ rows: [CascadeMovieRow], _ entry: CascadeEntry) -> String {
    let again = rows.count { $0.part == .again }
    return
      "cascade: \(Format.counted(rows.count, "movie")) new or changed since, not covered by the certificate: by its order and cut "
      + "\(again) \(again == 1 ? "is" : "are") asked of \(entry.strongName); '--certify-again' makes a new certificate"
  }

  /// Where another certificate could not be had.
  static func stays(_ promise: CascadePromise) -> String {
    "The certificate of \(promise.certifiedAt.day) stays; '--certify-again' looks for another"
  }

  static func noPlanFits(_ plan: Settings.Plan) -> String {
    "cascade: no plan of this part keeps what is left of the deadline or the budget; it goes on as the tropefile has it"
      + (plan.budget == nil ? "" : ", as far as the budget allows")
  }

  // MARK: How it stands

  /// The promise in a sentence.
  package static func promise(_ standing: CascadeStanding) -> String? {
    guard let promise = standing.promise else { return nil }
    let key = standing.key
    if key.measure == .gold { return goldPromise(standing, promise) }
    return
      "at least \(percent(key.target)) of \(Format.grouped(promise.characters)) labels are those of \(standing.strongName), "
      + "or the same; missed with a chance of at most \(percent(key.risk)). Whether they are right it does not say"
  }

  /// All that is to be told, a line each.
  package static func lines(_ standing: CascadeStanding) -> [String] {
    let names =
      "\(standing.cheapName), then \(standing.strongName)"
      + (standing.key.isSandbox && standing.entry != nil ? ", played by the sandbox" : "")
    let former =
      standing.former.map {
        ["the certificate of \($0.certifiedAt.day) holds until this one is certified"]
      } ?? []
    switch standing.stage {
    case .notBegun: return ["\(names): not begun, the cheap model comes first"]
    case .pilot where standing.key.measure == .gold, .test where standing.key.measure == .gold:
      return ["\(names): \(goldStage(standing))"] + former
    case .pilot(let answered, let all):
      return ["\(names): pilot, \(Format.grouped(answered)) of \(Format.grouped(all)) answered"]
        + former
    case .test(let answered):
      return [
        "\(names): test, \(Format.counted(answered, "movie")) answered so far; no certificate yet"
      ] + former
    case .certified: break
    }
    guard let promise = standing.promise else { return [] }
    var lines = [
      "\(names): certified on \(promise.certifiedAt.day), \(Self.promise(standing) ?? "")",
      "\(Format.counted(promise.movies, "movie")): \(Format.grouped(standing.kept)) keep cheap labels, \(Format.grouped(standing.strong)) "
        + "have the strong model's (pilot \(Format.grouped(promise.pilotMovies))"
        + (standing.key.measure == .gold ? ")" : ", test \(test(standing, promise)))"),
    ]
    if promise.logWealth == nil, standing.key.measure == .strong {
      lines.append(noCut(kept: standing.kept, standing.strongName))
    }
    if !standing.open.isEmpty {
      lines.append(
        "\(Format.counted(standing.open.count, "movie")) still to be asked of \(standing.strongName)"
      )
    }
    let uncovered = standing.notCovered + standing.undecided.count
    if uncovered > 0 {
      lines.append(
        "\(Format.counted(uncovered, "movie")) new or changed since: not covered ('tropebuild --certify-again' covers them)"
      )
    }
    if !standing.refused.isEmpty {
      let shown = standing.refused.prefix(10).map(\.description).joined(separator: ", ")
      lines.append(
        "not covered, since \(standing.strongName) gave no good answer: \(shown)"
          + (standing.refused.count > 10 ? " and \(standing.refused.count - 10) more" : ""))
    }
    return lines
  }

  /// How many movies were asked for the test, and how many of them it took: others were under way at the same time.
  private static func test(_ standing: CascadeStanding, _ promise: CascadePromise) -> String {
    Format.grouped(standing.sampled)
      + (promise.draws < standing.sampled
        ? ", decided by the first \(Format.grouped(promise.draws))" : "")
  }

  /// What the strong model may still be asked, and what that costs.
  package static func outlook(_ outlook: CascadeOutlook, _ standing: CascadeStanding) -> String {
    guard outlook.most.movies > 0 else {
      return "\(standing.strongName) is asked nothing more that costs"
    }
    let (costs, underWay) = (costs(outlook, standing), outlook.underWay)
    guard underWay.movies > 0 else { return costs }
    return costs
      + "; ≈\(Format.dollars(underWay.dollars)) of that is for \(Format.counted(underWay.movies, "movie")) in batches under way"
  }

  private static func costs(_ outlook: CascadeOutlook, _ standing: CascadeStanding) -> String {
    let (certain, most) = (outlook.certain, outlook.most)
    let atMost = "≈\(Format.dollars(most.dollars)) for all \(Format.counted(most.movies, "movie"))"
    let firstly =
      "≈\(Format.dollars(certain.dollars)) for \(Format.counted(certain.movies, "movie"))"
    if let expected = outlook.expectedDollars {
      return
        "\(standing.strongName) costs about \(Format.dollars(expected)) more, as the pilot has it, at most \(atMost)"
    }
    if certain.movies == most.movies { return "\(standing.strongName) costs \(firstly)" }
    if standing.stage == .certified {
      return "\(standing.strongName) costs \(firstly), at most \(atMost)"
    }
    return certain.movies == 0
      ? "\(standing.strongName) costs at most \(atMost) more"
      : "\(standing.strongName) costs \(firstly) of the pilot, which tells what the rest comes to, and in all at most \(atMost)"
  }

  /// What the cascade has to say of one movie; `nil` for nothing.
  package static func movie(_ movie: MovieID, _ standing: CascadeStanding) -> String? {
    guard let place = standing.place(of: movie) else {
      return standing.stage == .certified ? "new since the certificate: not covered" : nil
    }
    if place.answer == CascadePlace.refused {
      return "\(standing.strongName) gave no good answer: cheap labels, not covered"
    }
    let part =
      switch place.part {
      case .open: "not decided yet"
      case .pilot: "of the pilot: \(standing.strongName) labels it"
      case .sample: "of the test's draw: \(standing.strongName) labels it"
      case .kept: "keeps the labels of \(standing.cheapName)"
      case .again: "asked again: \(standing.strongName) labels it"
      }
    return part + (place.isLater ? "; new or changed since the certificate: not covered" : "")
  }

  static func percent(_ share: Double, places: Int = 1) -> String {
    let text = Format.decimal(share * 100, places: places)
    return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + "%"
  }
}
