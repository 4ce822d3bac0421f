import Basics
import Glibc

/// Plays models of given accuracies.
///
/// Whether a label is right is decided in logits: what the model is good for, how hard movie and character are for every
/// model, what the model makes of them, what is lost by movies that share the request, and a little that changes with
/// every ask. The confidence sees part of it, with noise of its own, and is twice as sure as it may be.
final class PlayedQuality: Sendable {
  /// Where draws come from.
  let randomness: Randomness
  /// How good the models are.
  let table: QualityTable
  /// Which labels are right.
  let truth: Truth
  private let levels: [String: Double]
  /// How often each body was answered, by its digest.
  private let occasions = Locked<[[UInt8]: Int]>([:])
  private let orders = Locked<[[String]: [Int]]>([:])

  private static let mostOrders = 200

  /// How far movies and characters differ in difficulty, the latter for all models and for each.
  private static let movieSpread = 0.9
  private static let sharedSpread = 1.4
  private static let ownSpread = 1.1
  /// What changes from one ask to the next.
  private static let change = 0.4
  /// What a doubling of the movies of a request takes away, and every movie before.
  private static let lossByCount = 0.1
  private static let lossByPlace = 0.015
  /// What thinking adds.
  private static let gains = ["low": 0.3, "medium": 0.6, "high": 0.8, "xhigh": 0.9, "max": 1.0]

  /// A player of the table's models.
  init(_ table: QualityTable, _ truth: Truth, randomness: Randomness) {
    self.table = table
    self.truth = truth
    self.randomness = randomness
    levels = table.accuracies.mapValues(Self.level)
  }

  /// The level from which so many labels come out right, over all difficulties.
  private static func level(_ accuracy: Double) -> Double {
    if accuracy <= 0 { return -.infinity }
    if accuracy >= 1 { return .infinity }
    let spread =
      (movieSpread * movieSpread + sharedSpread * sharedSpread + ownSpread * ownSpread
      + change * change).squareRoot()
    let grid = (-50...50).map { Double($0) / 10 }
    let weights = grid.map { exp(-$0 * $0 / 2) }
    let sum = weights.reduce(0, +)
    var bounds = (low: -40.0, high: 40.0)
    for _ in 0..<60 {
      let middle = (bounds.low + bounds.high) / 2
      let mean = zip(grid, weights).reduce(0) { $0 + $1.1 * share(middle + spread * $1.0) } / sum
      if mean < accuracy { bounds.low = middle } else { bounds.high = middle }
    }
    return bounds.low
  }

  private static func share(_ logit: Double) -> Double { 1 / (1 + exp(-logit)) }

  // MARK: A request

  /// One request: what all of its labels have in common.
  struct Sitting: Sendable {
    /// Who answers.
    var model: String
    /// How hard it thinks.
    var effort: String
    /// What is asked: a digest of the request's beginning.
    var form: [UInt8]
    /// The keys of its movies' plots, in order.
    var plots: [[UInt8]]
    /// How often it was answered before.
    var occasion: Int
  }

  /// One movie of a request.
  struct PlayedMovie: Sendable {
    /// Who plays.
    let quality: PlayedQuality
    /// The key of its plot.
    let plot: [UInt8]
    /// Tells this ask from any other.
    fileprivate let ask: [UInt8]
    fileprivate let model: String
    /// What the model is good for here, in logits.
    fileprivate let level: Double
    /// Whether it is taken for another movie of the request.
    let isMixedUp: Bool
  }

  /// How often a body was answered.
  func occasion(of digest: [UInt8]) -> Int { occasions.withLock { $0[digest, default: 0] } }

  /// Notes that a body was answered: the next answer to it differs a little.
  func countAnswer(_ digest: [UInt8]) { occasions.withLock { $0[digest, default: 0] += 1 } }

  /// The movies of a request.
  func movies(of sitting: Sitting) -> [PlayedMovie] {
    let count = sitting.plots.count
    var ask = Array(sitting.effort.utf8) + [0] + sitting.form
    for plot in sitting.plots { ask += plot }
    ask = Array(SHA256.hash(ask + Array("\(sitting.occasion)".utf8)).prefix(16))
    let mixed = mixedUp(sitting.model, ask, count: count)
    let level =
      (levels[sitting.model] ?? 0) + (Self.gains[sitting.effort] ?? 0)
      - Self.lossByCount * log2(Double(max(1, count)))
    return sitting.plots.enumerated().map { place, plot in
      PlayedMovie(
        quality: self, plot: plot, ask: ask, model: sitting.model,
        level: level - Self.lossByPlace * Double(place), isMixedUp: mixed.contains(place))
    }
  }

  /// The two movies that a request takes for each other, where it does.
  private func mixedUp(_ model: String, _ ask: [UInt8], count: Int) -> Set<Int> {
    let key = Array(model.utf8) + [0] + ask
    guard count > 1, randomness.draw("mixed up", key) < table.mixedUp else { return [] }
    let first = Int(randomness.draw("first mixed up", key) * Double(count))
    let step = 1 + Int(randomness.draw("second mixed up", key) * Double(count - 1))
    return [first % count, (first + step) % count]
  }

  /// The places of labels in the order of their names: turning a list round makes no other label tempting.
  fileprivate func order(of labels: [String]) -> [Int] {
    orders.withLock { orders in
      if let known = orders[labels] { return known }
      if orders.count >= Self.mostOrders { orders.removeAll() }
      let order = labels.indices.sorted { labels[$0] < labels[$1] }
      orders[labels] = order
      return order
    }
  }

  fileprivate func normal(_ name: String, _ key: [UInt8]) -> Double {
    var generator = randomness.generator(name, key)
    // Never zero, of which there is no logarithm.
    let radius = generator.share() + 0x1p-53
    let angle = generator.share()
    return (-2 * log(radius)).squareRoot() * cos(2 * .pi * angle)
  }
}

extension PlayedQuality.PlayedMovie {
  private typealias Play = PlayedQuality

  /// Whether the answer leaves a character out.
  func leavesOut(_ name: String) -> Bool {
    quality.table.leftOut > 0
      && quality.randomness.draw("left out", key(name, model, ask)) < quality.table.leftOut
  }

  /// The label given to a character, or to the whole plot, and the chance of each.
  func choice(_ name: String?, in labels: [String]) -> (choice: Int, chances: [Double]) {
    let name = name ?? ""
    let right = quality.truth.place(of: name, plot: plot, in: labels, quality.randomness)
    let wrong = wrongPlace(name, right: right, labels)
    if isMixedUp {
      return (wrong, chances(of: wrong, rival: right, 0.99, count: labels.count))
    }
    let movie = Play.movieSpread * quality.normal("movie", plot)
    let character =
      Play.sharedSpread * quality.normal("character", key(name))
      + Play.ownSpread * quality.normal("own", key(name, model))
    let margin =
      level + movie + character + Play.change * quality.normal("change", key(name, model, ask))
    // Drawn once for a model and a character: what is asked again comes out the same, but for the change.
    let draw = max(0x1p-53, quality.randomness.draw("label", key(name, model)))
    let isRight = margin > log((1 - draw) / draw)
    // Half of the movie's difficulty is not noticed.
    let seen =
      level + movie / 2 + character + 1.2 * quality.normal("confidence", key(name, model, ask))
    let sureness = 1 / (1 + exp(-2 * seen))
    let choice = isRight ? right : wrong
    return (
      choice, chances(of: choice, rival: isRight ? wrong : right, sureness, count: labels.count)
    )
  }

  /// A label that is not right: mostly the one that tempts every model.
  private func wrongPlace(_ name: String, right: Int, _ labels: [String]) -> Int {
    let count = labels.count
    let order = quality.order(of: labels)
    guard count > 1, let rank = order.firstIndex(of: right) else { return right }
    let isShared = quality.randomness.draw("tempted", key(name, model)) < 0.6
    let draw = quality.randomness.draw("tempting", isShared ? key(name) : key(name, model))
    let step = 1 + min(count - 2, Int(draw * Double(count - 1)))
    return order[(rank + step) % count]
  }

  /// A chance for every label: the one given has the most, and of the rest the rival the most.
  private func chances(
    of choice: Int, rival: Int, _ sureness: Double, count: Int
  ) -> [Double] {
    guard count > 1, rival != choice else {
      return [Double](repeating: 1 / Double(count), count: count)
    }
    let chance = min(0.9995, max(sureness, 1.05 / Double(count)))
    let rest = 1 - chance
    let rivals = count == 2 ? rest : min(0.6 * rest, 0.95 * chance)
    let other = count == 2 ? 0 : (rest - rivals) / Double(count - 2)
    var chances = [Double](repeating: other, count: count)
    chances[choice] = chance
    chances[rival] = rivals
    return chances
  }

  private func key(_ name: String, _ more: String = "", _ ask: [UInt8] = []) -> [UInt8] {
    plot + Array(name.utf8) + [0] + Array(more.utf8) + [0] + ask
  }
}
