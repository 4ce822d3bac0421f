import Inputs
import Recipe
package import Report
package import Store
package import TropeModel

/// What an evaluation was made of.
package struct EvaluationReach: Sendable {
  /// The labelled movies whose records were compared.
  package var compared: Set<MovieID> = []
  /// Those whose records were left out because the sandbox answered them.
  package var ofSandbox: Set<MovieID> = []
  /// The characters that people labelled with `tropebuild label`.
  package var byHand: Set<LabelledSubject> = []

  package init() {}

  /// What two evaluations of the same records were made of.
  package func union(_ other: EvaluationReach) -> EvaluationReach {
    var both = self
    both.compared.formUnion(other.compared)
    both.ofSandbox.formUnion(other.ofSandbox)
    both.byHand.formUnion(other.byHand)
    return both
  }
}

/// Brings labelled characters and records together for an evaluation.
package struct Evaluator: Sendable {
  let project: Project
  let includesSandbox: Bool

  /// - Parameter includesSandbox: whether records that the sandbox answered are compared.
  package init(project: Project, includesSandbox: Bool) {
    self.project = project
    self.includesSandbox = includesSandbox
  }

  /// What was compared, and with what.
  package struct Outcome: Sendable {
    package var evaluation: Evaluation
    /// The names of the tropes by their ids.
    package var tropeNames: [String: String]
    package var reach: EvaluationReach
  }

  /// Compares what models answered with the lines of a gold file and with the labels that people set by hand, which go
  /// before those of the file.
  ///
  /// - Parameters:
  ///   - records: these in place of the database's, as `PastLabels` finds them.
  ///   - mapping: reads the mapping, given ids and names of the tropes that the records can have.
  /// - Throws: `BuildError` where the records have no tropes, and what `mapping` throws.
  package func evaluate(
    _ lines: [GoldLine], database: TropesDatabase, records: [StoredRecord]? = nil,
    mapping: ([(id: String, name: String)]) throws -> LabelMapping
  ) throws -> Outcome {
    let hands = try handGold(database)
    return try database.withResults { results in
      guard results.fields.contains(where: { $0.kind == .trope }) else {
        throw BuildError.recordsWithoutTropes(fields: results.fields.map(\.name))
      }
      var mapping = try mapping(results.tropes.map { ($0.id, $0.name) })
      for hand in hands { mapping.add(hand.line.label, for: hand.trope) }
      let recorded = Set(try results.movies(of: records))
      let candidates = try candidates(of: lines, recorded: recorded)
      let wanted = Set(candidates.flatMap(\.self)).union(hands.map(\.movie))
      var answers: [MovieID: [Answer]] = [:]
      var reach = EvaluationReach()
      try results.forEachRecord(of: records) { record in
        guard wanted.contains(record.movie) else { return }
        guard includesSandbox || !record.isSandbox else {
          reach.ofSandbox.insert(record.movie)
          return
        }
        reach.compared.insert(record.movie)
        answers[record.movie] = record.characters.map(\.byModel).compactMap { character in
          character.tropeID.map {
            Answer(name: character.name, tropeID: $0, confidence: character.confidence)
          }
        }
      }
      var placed: [(movie: MovieID, line: GoldLine)] = []
      var unplaced: [GoldLine] = []
      for (line, movies) in zip(lines, candidates) {
        if let movie = Evaluation.movie(of: line, among: movies, records: answers) {
          placed.append((movie, line))
        } else {
          unplaced.append(line)
        }
      }
      let names = Dictionary(grouping: placed, by: \.movie).mapValues { $0.map(\.line.name) }
      let byHand = Self.labelledByHand(
        names, hands: Dictionary(grouping: hands, by: \.movie).mapValues { $0.map(\.line.name) },
        records: answers.mapValues { $0.map(\.name) })
      placed.removeAll { byHand[$0.movie]?[$0.line.name] != nil }
      let compared = hands.filter { answers[$0.movie] != nil }
      reach.byHand = Set(
        compared.map { LabelledSubject(movie: $0.movie, character: $0.line.name) })
      placed += compared.map { ($0.movie, $0.line) }
      return Outcome(
        evaluation: Evaluation(
          gold: Evaluation.characters(placed), unplaced: unplaced, records: answers,
          mapping: mapping),
        tropeNames: results.tropeNames, reach: reach)
    }
  }

  /// Which names of a file mean characters that people labelled by hand, with the names that these have there.
  static func labelledByHand(
    _ names: [MovieID: [String]], hands: [MovieID: [String]], records: [MovieID: [String]]
  ) -> [MovieID: [String: String]] {
    var found: [MovieID: [String: String]] = [:]
    for (movie, names) in names {
      guard let first = hands[movie] else { continue }
      let join = NameJoin(first)
      let same = SameCharacter.meant(by: names, among: first, record: records[movie] ?? [])
      for name in names {
        found[movie, default: [:]][name] =
          join.places(of: name).first.map { first[$0] } ?? same[name]
      }
    }
    return found
  }

  private typealias HandGold = (movie: MovieID, line: GoldLine, trope: String)

  /// The characters that people labelled with a trope, as lines of a gold file.
  private func handGold(_ database: TropesDatabase) throws -> [HandGold] {
    try database.handLabelled().compactMap { labelled in
      let character = labelled.character
      guard character.byHand.contains(where: \.isTrope), let trope = character.tropeID else {
        return nil
      }
      let line = GoldLine(
        film: .id(labelled.movie), name: character.name, label: "by hand: \(trope)", line: 0)
      return (labelled.movie, line, trope)
    }
  }

  // MARK: Movies

  /// The movies that each line may mean: the one that it names; that whose cast has its pair of character and
  /// actor; those of its title.
  func candidates(
    of lines: [GoldLine], recorded: Set<MovieID>
  ) throws -> [[MovieID]] {
    var titles: Set<String> = []
    var pairs: Set<String> = []
    for case .title(let title, let mapID) in lines.map(\.film) {
      titles.insert(title)
      if !mapID.isEmpty { pairs.insert(mapID) }
    }
    let byPair = pairs.isEmpty ? [:] : try movies(ofPairs: pairs, recorded: recorded)
    var byTitle: [String: [MovieID]] = [:]
    if !titles.isEmpty {
      _ = try project.forEachMovieMetadata { movie in
        for title in Set([movie.title, movie.name]) where titles.contains(title) {
          byTitle[title, default: []].append(movie.movie)
        }
      }
    }
    return lines.map { line in
      switch line.film {
      case .id(let movie): [movie]
      case .title(let title, let mapID): byPair[mapID].map { [$0] } ?? byTitle[title] ?? []
      }
    }
  }

  /// The movies whose cast files have one of these pairs. What cannot be read names nobody: a build tells of it.
  private func movies(
    ofPairs pairs: Set<String>, recorded: Set<MovieID>
  ) throws -> [String: MovieID] {
    let directory = InputDirectory(path: project.paths.input)
    let reader = try directory.reader()
    var movies: [String: MovieID] = [:]
    for movie in recorded {
      guard let file = try? reader.readCast(movie),
        let rows = try? CastTable.rows(in: file.bytes, path: directory.path(of: .cast, movie))
      else { continue }
      for row in rows where pairs.contains(row.mapID) { movies[row.mapID] = movie }
    }
    return movies
  }
}
