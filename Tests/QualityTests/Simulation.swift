import Glibc
import Quality
import TropeModel

/// A seeded source of random numbers (G. L. Steele, D. Lea and C. H. Flood, "Fast splittable pseudorandom number
/// generators", 2014), so that every simulation comes out alike.
struct Randomness {
  private var state: UInt64
  private var spare: Double?

  init(_ seed: Int, _ part: Int) {
    state = UInt64(truncatingIfNeeded: seed) &* 0x9E37_79B9_7F4A_7C15
    state ^= UInt64(truncatingIfNeeded: part) &* 0xD1B5_4A32_D192_ED03
    _ = uniform()
  }

  /// Above 0 and below 1.
  mutating func uniform() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    return (Double(bits >> 11) + 0.5) / 0x1p53
  }

  mutating func normal() -> Double {
    if let value = spare {
      spare = nil
      return value
    }
    let (radius, angle) = ((-2 * log(uniform())).squareRoot(), 2 * .pi * uniform())
    spare = radius * sin(angle)
    return radius * cos(angle)
  }

  /// A whole number from 0 to `count` − 1.
  mutating func place(below count: Int) -> Int { min(count - 1, Int(uniform() * Double(count))) }
}

/// How a corpus is made up: labels agree by the logit of `agree` with movies and characters of different difficulty,
/// and the confidence sees some of that, stretched.
struct Scenario: Sendable, CustomStringConvertible {
  var name = "base"
  /// The share of cheap labels that are the strong variant's.
  var agree = 0.85
  /// How much movies and characters differ in difficulty, in logits.
  var movieSpread = 0.9
  var characterSpread = 1.8
  /// What the confidence adds of its own, how it is stretched, and how much of a movie's difficulty it sees.
  var noise = 1.2
  var stretch = 2.0
  var seen = 0.5
  /// The share of movies that were mixed up: mostly wrong, and sure.
  var disaster = 0.01
  /// Asks whose agreement is the confidence; 0 for log probabilities.
  var votes = 0
  var isBlind = false
  /// Whether movies have a character each.
  var isSingle = false

  var description: String { name }

  static let base = Scenario()
  static let clustered = Scenario(
    name: "clustered", movieSpread: 2.4, characterSpread: 1, seen: 0.3, disaster: 0.03)
  static let blind = Scenario(name: "blind confidence", isBlind: true)
  static let ties = Scenario(name: "three votes", votes: 3)
  static let single = Scenario(name: "a character a movie", isSingle: true)
  static let right = Scenario(name: "always right", agree: 1)
  static let wrong = Scenario(name: "always wrong", agree: 0)
  static let all = [base, clustered, blind, ties, single, right, wrong]
}

/// A made-up corpus of which everything is known.
struct SimulatedCorpus {
  var population: CascadePopulation
  /// Whether each label of each movie is wrong, by place in the population.
  var wrong: [[Bool]]
  var errors: [Int]
  /// What the cheap variant cost for all.
  var cheapDollars: Double

  init(_ scenario: Scenario, movies count: Int, seed: Int) {
    var random = Randomness(seed, 1)
    let spread =
      (scenario.movieSpread * scenario.movieSpread
      + scenario.characterSpread * scenario.characterSpread).squareRoot()
    let middle = Self.meanLogit(scenario.agree, spread: spread)
    var movies: [CascadeMovie] = []
    var wrong: [[Bool]] = []
    var cheap = 0.0
    for number in 0..<count {
      let size = scenario.isSingle ? 1 : Self.size(&random)
      let movieLogit = scenario.movieSpread * random.normal()
      let isDisaster = random.uniform() < scenario.disaster
      let length = exp(log(270) + 0.95 * random.normal()) * (Double(size) / 8.8).squareRoot()
      let plot = min(7000, max(25, length))
      var confidences: [Confidence] = []
      var faults: [Bool] = []
      for _ in 0..<size {
        let own = scenario.characterSpread * random.normal()
        var share = 1 / (1 + exp(-(middle + movieLogit + own)))
        if isDisaster, scenario.agree > 0, scenario.agree < 1 { share = 0.2 }
        faults.append(random.uniform() > share)
        let seen = scenario.isBlind ? 0 : scenario.seen * movieLogit + own
        let logit =
          scenario.stretch * (max(-12, min(12, middle)) + seen + scenario.noise * random.normal())
        let confidence = 1 / (1 + exp(-logit))
        if scenario.votes > 0 {
          let votes = (0..<scenario.votes).count { _ in random.uniform() < confidence }
          confidences += [Confidence(votes: max(1, votes), of: scenario.votes)].compactMap { $0 }
        } else {
          confidences += [Confidence(probability: confidence)].compactMap { $0 }
        }
      }
      let text = plot + 5 * Double(size) + 11
      let output = 12 * Double(size) + 8
      cheap += (text + 1952 / 8) * 0.10e-6 + output * 0.50e-6
      guard let id = MovieID(number: Int64(number + 1)) else { continue }
      movies.append(
        CascadeMovie(
          movie: id, characters: size, confidences: confidences, plotTokens: Int(plot),
          dollars: (text + 1952 * 0.05) * 1e-6 + output * 5e-6))
      wrong.append(faults)
    }
    var digest = PopulationDigest()
    for movie in movies.prefix(1) { digest.add(movie.movie, size: seed) }
    population = CascadePopulation(movies, digest: digest.finish())
    self.wrong = wrong
    errors = wrong.map { $0.count { $0 } }
    cheapDollars = cheap
  }

  /// Five to twenty characters, as the negative binomial distribution has them: r = 1.5, mean 4, beyond five.
  private static func size(_ random: inout Randomness) -> Int {
    var left = random.uniform()
    var chance = pow(1.5 / 5.5, 1.5)
    for extra in 0..<15 {
      if left < chance { return 5 + extra }
      left -= chance
      chance *= (1.5 + Double(extra)) / Double(extra + 1) * (4 / 5.5)
    }
    return 20
  }

  /// The logit whose mean share, spread normally, is `share`.
  private static func meanLogit(_ share: Double, spread: Double) -> Double {
    if share <= 0 || share >= 1 { return share <= 0 ? -1000 : 1000 }
    var (low, high) = (-10.0, 12.0)
    for _ in 0..<50 {
      let middle = (low + high) / 2
      var (sum, weights) = (0.0, 0.0)
      for step in -60...60 {
        let z = Double(step) / 10
        let weight = exp(-z * z / 2)
        sum += weight / (1 + exp(-(middle + spread * z)))
        weights += weight
      }
      if sum / weights < share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}

/// What became of one corpus.
struct CascadeRun {
  /// Whether the labels that stay cheap hold more wrong ones than the target allows.
  var isMissed: Bool
  /// The same for the worst moment at which sampling could have stopped.
  var isMissedAnywhere: Bool
  /// The share of movies with strong labels, and what they and all cheap ones cost.
  var asked: Double
  var dollars: Double
  var sampled: Int

  /// The settled cascade.
  init(
    _ corpus: SimulatedCorpus, target: Double, risk: Double = 0.1, pilot: Int, draws: Int? = nil,
    watches: Bool = false
  ) {
    let population = corpus.population
    let pilotMovies = population.pilot(pilot).map { movie in
      PilotMovie(movie: movie, wrong: population.place(of: movie).map { corpus.wrong[$0] } ?? [])
    }
    let order = CascadeOrder(population, pilot: pilotMovies)
    var test = CascadeTest(order, target: target, risk: risk, draws: draws)
    let allowed = (1 - target) * Double(population.characters) + 1e-9
    let errors = { (movies: [MovieID]) in
      movies.reduce(0) { $0 + (population.place(of: $1).map { corpus.errors[$0] } ?? 0) }
    }
    isMissedAnywhere = false
    var last: Int?
    while let movie = test.next(1).first {
      guard let place = population.place(of: movie) else { break }
      test.take([movie: corpus.errors[place]])
      // Only a cut that has just passed can be a bad one: what is kept and not drawn gets less.
      guard watches, let cut = test.certified, cut != last else { continue }
      last = cut
      if Double(errors(test.outcome.kept)) > allowed { isMissedAnywhere = true }
    }
    let outcome = test.outcome
    isMissed = Double(errors(outcome.kept)) > allowed
    isMissedAnywhere = isMissedAnywhere || isMissed
    let kept = Set(outcome.kept)
    asked = 1 - Double(kept.count) / Double(max(1, population.movies.count))
    dollars = population.movies.reduce(corpus.cheapDollars) {
      $0 + (kept.contains($1.movie) ? 0 : $1.dollars)
    }
    sampled = order.pilotCount + test.drawn.count
  }
}

/// The logistic function.
enum Logit {
  /// The share whose logit this is.
  static func share(_ logit: Double) -> Double { 1 / (1 + exp(-logit)) }
  static func logarithm(_ value: Double) -> Double { log(value) }
  static func exponential(_ value: Double) -> Double { exp(value) }
}
