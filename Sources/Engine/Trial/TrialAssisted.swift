import Quality
import Report
import TropeModel

/// Accuracy from few labelled characters, with the help of agreement with the reference on the movies of the draw.
extension AssistedShare {
  /// `nil` where labels or movies of the draw are too few, or agreement is no help.
  ///
  /// What counts is the characters that the variant named in movies that it answered, as for accuracy. A character whom the
  /// reference does not name, or whose movie it did not answer, does not agree.
  ///
  /// - Parameters:
  ///   - compared: labelled characters with what the variant called them.
  ///   - alone: the variant's accuracy without help.
  init?(
    _ compared: [EvaluationCase], _ own: TrialAnswers, reference: TrialAnswers,
    _ sample: TrialSample, alone: ShareInterval
  ) {
    let movies = Set(sample.drawn).union(compared.map(\.character.movie)).filter {
      own.movies[$0] != nil
    }
    // The unit is the larger request of the two.
    let byOwn = movies.compactMap { own.movies[$0]?.request }
    let byReference = movies.compactMap { reference.movies[$0]?.request }
    let isOwn = byReference.isEmpty || Set(byOwn).count <= Set(byReference).count
    var lone = 0
    var units: [Int: Unit] = [:]
    func change(_ movie: MovieID, _ add: (inout Unit) -> Void) {
      var key = (isOwn ? own : reference).movies[movie]?.request
      if key == nil {
        lone -= 1
        key = lone
      }
      add(&units[key ?? lone, default: Unit()])
    }
    let agreeing = Dictionary(
      uniqueKeysWithValues: movies.map { ($0, own.namesAgreeing($0, with: reference)) })
    for (movie, cases) in Dictionary(grouping: compared, by: \.character.movie)
      .sorted(by: { $0.key < $1.key })
    where movies.contains(movie) {
      change(movie) { unit in
        unit.labelled += cases.count
        unit.right += cases.count(where: \.isRight)
        unit.agreeing += cases.count { one in
          one.answer.map { agreeing[movie]?.contains($0.name) ?? false } ?? false
        }
      }
    }
    for movie in sample.drawn where movies.contains(movie) {
      let size = Double(max(1, sample.sizes[movie] ?? 1))
      change(movie) { unit in
        unit.drawn += Double(own.movies[movie]?.characters.count ?? 0) / size
        unit.drawnAgreeing += Double(agreeing[movie]?.count ?? 0) / size
      }
    }
    self.init(units.sorted { $0.key < $1.key }.map(\.value))
    guard high - low < alone.high - alone.low else { return nil }
  }
}

extension TrialAnswers {
  /// The names of a movie's characters that got the reference's label.
  fileprivate func namesAgreeing(
    _ movie: MovieID, with reference: TrialAnswers
  ) -> Set<String> {
    let labels = Dictionary(
      reference.movies[movie]?.characters.map { ($0.name, reference.label($0)) } ?? [],
      uniquingKeysWith: { first, _ in first })
    return Set(
      movies[movie]?.characters.filter { labels[$0.name] == label($0) }.map(\.name) ?? [])
  }
}
