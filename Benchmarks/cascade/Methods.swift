import Glibc

/// Two methods that are often used and keep no promise: what the harness must be able to catch.
enum UnsoundMethod: String, CaseIterable {
  case peeking = "t bound over movies, looked at every 25 draws"
  case binomial = "binomial over characters, least confidence"

  /// Whether the labels that stay cheap hold more wrong ones than the target allows; without the strong labels of the
  /// sampled movies, and with them.
  func misses(
    _ corpus: SimulatedCorpus, target: Double, risk: Double = 0.1, seed: Int
  ) -> (rule: Bool, final: Bool) {
    var random = Randomness(seed, 2)
    let allowed = (1 - target) * Double(corpus.population.characters) + 1e-9
    let (kept, asked) =
      self == .peeking
      ? peek(corpus, target: target, risk: risk, &random)
      : byCharacters(corpus, target: target, risk: risk, &random)
    let rule = kept.reduce(0) { $0 + corpus.errors[$1] }
    let final = kept.reduce(0) { $0 + (asked.contains($1) ? 0 : corpus.errors[$1]) }
    return (Double(rule) > allowed, Double(final) > allowed)
  }

  /// Places kept and places asked: 100 movies of pilot, 300 draws with replacement, any look may certify.
  private func peek(
    _ corpus: SimulatedCorpus, target: Double, risk: Double, _ random: inout Randomness
  ) -> ([Int], Set<Int>) {
    let population = corpus.population
    let pilot = population.pilot(100)
    let order = CascadeOrder(
      population,
      pilot: pilot.map { movie in
        PilotMovie(movie: movie, wrong: population.place(of: movie).map { corpus.wrong[$0] } ?? [])
      })
    var sums: [Double] = []
    for place in order.sorted {
      sums.append((sums.last ?? 0) + Double(population.movies[place].characters))
    }
    let total = sums.last ?? 0
    let bound = (1 - target) * Double(population.characters) / total
    let cuts = order.cuts
    var passed = [Bool](repeating: false, count: cuts.count)
    var (first, second) = (
      [Double](repeating: 0, count: cuts.count), [Double](repeating: 0, count: cuts.count)
    )
    var asked = Set(pilot.compactMap { population.place(of: $0) })
    for draw in 1...300 {
      let rank = sums.partitioningIndex(atLeast: random.uniform() * total)
      let place = order.sorted[rank]
      asked.insert(place)
      let share = Double(corpus.errors[place]) / Double(population.movies[place].characters)
      for cut in cuts.indices where rank < cuts[cut] {
        first[cut] += share
        second[cut] += share * share
      }
      guard draw >= 50, draw % 25 == 0 else { continue }
      let quantile = Quantile.student(1 - risk, degrees: draw - 1)
      for cut in cuts.indices {
        let mean = first[cut] / Double(draw)
        let variance = max(0, second[cut] - mean * first[cut]) / Double(draw - 1)
        guard mean + quantile * (variance / Double(draw)).squareRoot() <= bound else { break }
        passed[cut] = true
      }
    }
    let cut = (passed.firstIndex(of: false) ?? passed.count) - 1
    return (cut < 0 ? [] : Array(order.sorted[..<cuts[cut]]), asked)
  }

  /// Places kept and places asked: 400 movies drawn with equal chances, the best threshold that passes anywhere.
  private func byCharacters(
    _ corpus: SimulatedCorpus, target: Double, risk: Double, _ random: inout Randomness
  ) -> ([Int], Set<Int>) {
    let movies = corpus.population.movies
    var asked: Set<Int> = []
    while asked.count < min(400, movies.count) { asked.insert(random.place(below: movies.count)) }
    let doubts = movies.map { 1 - ($0.confidences.min()?.value ?? 0) }
    let sorted = movies.indices.sorted { (doubts[$0], $0) < (doubts[$1], $1) }
    let cuts = CascadeOrder.cuts(about: 100, sorted.map { doubts[$0] })
    let count = asked.reduce(0) { $0 + movies[$1].characters }
    var (kept, errors, next) = (0, 0, 0)
    for cut in cuts {
      while next < cut {
        if asked.contains(sorted[next]) { errors += corpus.errors[sorted[next]] }
        next += 1
      }
      if Binomial.atMost(errors, of: count, share: 1 - target) <= risk { kept = cut }
    }
    return (Array(sorted[..<kept]), asked)
  }
}

extension [Double] {
  /// The first place of a rising list whose value is at least `bound`.
  func partitioningIndex(atLeast bound: Double) -> Int {
    var (low, high) = (0, count - 1)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] < bound { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
