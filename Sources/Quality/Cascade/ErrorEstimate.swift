/// How many wrong labels a movie is expected to have, as the pilot tells.
struct ErrorEstimate: Sendable {
  /// `nil` where the pilot held too few wrong labels for a fit.
  private let model: ErrorModel?
  /// What the stated doubts are multiplied by where there is no fit.
  private let scale: Double
  /// The share of wrong labels of movies without confidences.
  private let rate: Double

  var isFitted: Bool { model != nil }

  /// - Parameters:
  ///   - pilot: the movies of the pilot with their places in the population.
  ///   - wrong: the pilot's wrong labels, of `count`.
  init(
    _ population: CascadePopulation, _ pilot: [(place: Int, movie: PilotMovie)], wrong: Int,
    of count: Int
  ) {
    var rows: [Double] = []
    var outcomes: [Double] = []
    for (place, movie) in pilot {
      let cheap = population.movies[place]
      guard !cheap.confidences.isEmpty, movie.wrong.count == cheap.characters else { continue }
      rows += ErrorModel.rows(cheap)
      // Errors that belong to no label are spread over those that are right.
      let right = movie.wrong.count { !$0 }
      let share =
        right == 0 ? 0 : Double(movie.errors - (movie.wrong.count - right)) / Double(right)
      outcomes += movie.wrong.map { $0 ? 1 : share }
    }
    let isFitted = outcomes.reduce(0, +) >= Double(CascadeOrder.leastErrors)
    model = isFitted ? ErrorModel(rows: rows, wrong: outcomes) : nil
    // The pilot's mean rate, half an error added so that none seen does not mean none there.
    rate = count == 0 ? 0.5 : min(1, (Double(wrong) + 0.5) / Double(count))
    let stated = pilot.reduce(0) { $0 + Self.doubt(population.movies[$1.place]) }
    scale = count == 0 || stated <= 0 ? 1 : min(4, (Double(wrong) + 0.5) / stated)
  }

  /// The expected number of a movie's wrong labels.
  func errors(of movie: CascadeMovie) -> Double {
    if movie.confidences.isEmpty { return rate * Double(movie.characters) }
    return model?.expectedErrors(movie) ?? scale * Self.doubt(movie)
  }

  /// The expected errors for a dollar: what movies are sorted by.
  func score(of movie: CascadeMovie) -> Double {
    errors(of: movie) / max(movie.dollars, .leastNormalMagnitude)
  }

  private static func doubt(_ movie: CascadeMovie) -> Double {
    movie.confidences.reduce(0) { $0 + (1 - $1.value) }
  }
}
