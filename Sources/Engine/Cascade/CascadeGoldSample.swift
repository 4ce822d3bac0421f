import Basics
import Quality
import Recipe
import Report
import Store
import Tropefile
import TropeModel

/// The labelled characters by which a cascade's target against gold is tested: a beginning of the draw over all characters
/// that the cheap model has named.
///
/// Which characters those are follows from the frozen population and is worked out anew here: that a file says `random` only
/// tells how far people have labelled. One of the beginning that nobody has labelled counts as wrong, whoever labels it, so
/// that leaving hard ones out does not help.
struct CascadeGoldSample: Sendable {
  /// The number of characters of the frozen population.
  let population: Int
  /// Those that earlier tests have looked at, and those that this one is about, in the order of the draw.
  let seen: [GoldDraw.Character]
  let drawn: [GoldDraw.Character]
  /// The key of the last of `seen`, or of one that is gone; and that of the last of `drawn`: `nil` where none is labelled.
  let seenKey: Digest?
  let lastKey: Digest?
  /// Whether the ledger has noted that this test looks at these.
  let isNoted: Bool
  /// What people called them.
  private let labels: [GoldDraw.Character: [String]]

  /// - Parameters:
  ///   - lines: of the files of labelled characters.
  ///   - rows: the frozen movies.
  ///   - known: what this cascade's test has looked at so far.
  ///   - earlier: the key of the last character that tests of other cascades have looked at.
  init(_ lines: [GoldLine], _ rows: [CascadeMovieRow], known: CascadeGold?, earlier: Digest?) {
    let order = GoldDraw.order(
      rows.lazy.flatMap { row in
        row.labels.map { GoldDraw.Character(movie: row.movie, name: $0.name) }
      })
    var labels: [GoldDraw.Character: [String]] = [:]
    var random: Set<GoldDraw.Character> = []
    for line in lines {
      guard let character = line.character else { continue }
      labels[character, default: []].append(line.label)
      if line.chosen == TrialRandom.mark { random.insert(character) }
    }
    let labelled = order.last { random.contains($0.character) }?.key
    var from = [known?.last, earlier].compactMap(\.self).max()
    var to = labelled
    var isNoted = false
    if let known, labelled.map({ $0 <= known.last }) ?? true {
      // Nothing that it has not looked at: it is the same test.
      (from, to, isNoted) = (known.seen, known.last, true)
    }
    let seen = from.map { key in order.prefix { $0.key <= key } } ?? []
    population = order.count
    self.seen = seen.map(\.character)
    drawn =
      to.map { key in
        order.dropFirst(seen.count).prefix { $0.key <= key }.map(\.character)
      } ?? []
    (seenKey, lastKey, self.isNoted, self.labels) = (from, to, isNoted, labels)
  }

  /// Whose answers the test needs.
  var movies: [MovieID] { Set((seen + drawn).map(\.movie)).sorted() }

  /// Characters of `drawn` that nobody has labelled.
  var unlabelled: Int { drawn.count { labels[$0] == nil } }

  /// What the characters say of every cut.
  ///
  /// - Parameters:
  ///   - cheap: the frozen labels of `movies`.
  ///   - strong: the strong model's answers; a movie of which there is no good one keeps its cheap labels.
  ///   - mapping: reads the labels that people gave.
  func told(
    cheap: [MovieID: [Answer]], strong: [MovieID: [Answer]], _ mapping: LabelMapping,
    _ order: CascadeOrder
  ) -> (seen: [GoldTarget.Character], drawn: [GoldTarget.Character]) {
    let gold = (seen + drawn).compactMap { character in
      labels[character].map {
        GoldCharacter(movie: character.movie, name: character.name, labels: $0)
      }
    }
    func right(_ records: [MovieID: [Answer]]) -> Set<GoldDraw.Character> {
      Set(
        Evaluation(gold: gold, records: records, mapping: mapping).cases.lazy.filter(\.isRight)
          .map { GoldDraw.Character(movie: $0.character.movie, name: $0.character.name) })
    }
    let byCheap = right(cheap)
    let byStrong = right(cheap.merging(strong) { _, strong in strong })
    func told(_ characters: [GoldDraw.Character]) -> [GoldTarget.Character] {
      characters.map { character in
        GoldTarget.Character(
          cheapIsWrong: !byCheap.contains(character), strongIsWrong: !byStrong.contains(character),
          keptFrom: order.keptFrom(character.movie))
      }
    }
    return (told(seen), told(drawn))
  }

  /// How people's labels are read.
  ///
  /// - Throws: `BuildError` where one is no trope of the catalog.
  func mapping(_ catalog: Catalog) throws(BuildError) -> LabelMapping {
    let mapping = LabelMapping(usualFor: catalog.tropes.map { (id: $0.id, name: $0.name) })
    let unknown = Set((seen + drawn).flatMap { labels[$0] ?? [] })
      .filter { mapping.tropes(of: $0).isEmpty }
    guard unknown.isEmpty else { throw .cascade(.unknownLabels(unknown.sorted())) }
    return mapping
  }
}

extension Project {
  /// The lines of the files of labelled characters that a cascade's target is about. A file that is not there has none.
  func cascadeGold() throws -> [GoldLine] {
    try settings.recipe.cascade.gold.flatMap { path -> [GoldLine] in
      let place = Project.resolve(path, in: directory)
      guard NewFile.exists(place) else { return [] }
      return try GoldFile.read(GivenFile.read(place), path: path, mayBeUnlabelled: true)
    }
  }
}

extension GoldLine {
  /// Whom it labels, as the draw knows characters; `nil` where it names the movie otherwise than by its id.
  var character: GoldDraw.Character? {
    guard case .id(let movie) = film else { return nil }
    return GoldDraw.Character(movie: movie, name: name)
  }
}

extension Recipe {
  /// Frozen labels as an evaluation takes them.
  func answers(_ labels: [CascadeLabel]) -> [Answer] {
    // The other fields stand behind the trope, see `label(_:)`.
    let other = gradedFields.first { $0.type != .trope }.map { ";\($0.name)=" }
    return labels.map { label in
      let end = other.flatMap { label.label.firstRange(of: $0)?.lowerBound }
      return Answer(
        name: label.name, tropeID: String(label.label[..<(end ?? label.label.endIndex)]))
    }
  }
}

extension [LabelledCharacter] {
  /// What a reply says, as an evaluation takes it.
  var answers: [Answer] {
    compactMap { character in
      character.byModel.tropeID.map { Answer(name: character.name, tropeID: $0) }
    }
  }
}
