import Glibc

/// Simulations of the cascade. See `run`.
@main
struct Main {
  static func main() {
    let words = Array(CommandLine.arguments.dropFirst())
    let number = { (place: Int, other: Int) in
      words.indices.contains(place) ? Int(words[place]) ?? other : other
    }
    switch words.first {
    case "misses": misses(corpora: number(1, 400), movies: number(2, 1000))
    case "unsound": unsound(corpora: number(1, 400), large: number(2, 200))
    case "speed": speed(movies: number(1, 42_306), rounds: number(2, 5))
    case "files": for file in words.dropFirst(2) { read(file, target: Double(words[1]) ?? 0.95) }
    default: print("usage: cascade misses|unsound|speed [COUNT …] | files TARGET FILE …")
    }
  }

  /// Corpora whose labels miss the target, for every generator.
  static func misses(corpora: Int, movies: Int) {
    let bound = 0.1 + 2 * (0.1 * 0.9 / Double(corpora)).squareRoot()
    print("\(corpora) corpora of \(movies) movies, risk .1; bound \(text(bound))")
    print("generator             target  missed  at the worst stop  asked  bill of all strong")
    // Last a population smaller than the pilot, which takes it whole.
    let rows =
      Scenario.all.map { ($0, movies, 50) } + [(.base, 40, 50)] + [(.base, 60, 50)]
    for (scenario, count, pilot) in rows {
      for target in [0.95, 0.9] {
        var (missed, anywhere, asked, bill) = (0, 0, 0.0, 0.0)
        for seed in 0..<corpora {
          let corpus = SimulatedCorpus(scenario, movies: count, seed: seed)
          let run = CascadeRun(corpus, target: target, pilot: pilot, watches: true)
          if run.isMissed { missed += 1 }
          if run.isMissedAnywhere { anywhere += 1 }
          asked += run.asked
          bill += run.dollars / corpus.population.movies.reduce(0) { $0 + $1.dollars }
        }
        let share = { (count: Int) in text(Double(count) / Double(corpora)) }
        let name = scenario.name + (count < movies ? ", \(count) movies" : "")
        print(
          pad(name, 22), pad(text(target, 2), 6), pad(share(missed), 7), pad(share(anywhere), 18),
          pad(text(asked / Double(corpora)), 6), text(bill / Double(corpora)))
      }
    }
  }

  /// The same harness with methods that keep no promise.
  static func unsound(corpora: Int, large: Int) {
    print(
      "method, generator, corpora × movies: missed, without the sampled movies' strong labels, with them"
    )
    let rows: [(UnsoundMethod, Scenario, Int, Int)] = [
      (.peeking, .base, corpora, 4000), (.peeking, .clustered, corpora, 4000),
      (.binomial, .clustered, large, 20_000),
    ]
    for (method, scenario, corpora, movies) in rows {
      var (rule, final) = (0, 0)
      for seed in 0..<corpora {
        let corpus = SimulatedCorpus(scenario, movies: movies, seed: seed)
        let missed = method.misses(corpus, target: 0.95, seed: seed)
        if missed.rule { rule += 1 }
        if missed.final { final += 1 }
      }
      print(
        "\(method.rawValue), \(scenario), \(corpora) × \(movies):",
        text(Double(rule) / Double(corpora)), text(Double(final) / Double(corpora)))
    }
  }

  /// Fit, order, draw, test and cut of a corpus of the real size, in seconds.
  static func speed(movies: Int, rounds: Int) {
    let corpus = SimulatedCorpus(.base, movies: movies, seed: 1)
    let population = corpus.population
    let pilot = population.pilot(200).map { movie in
      PilotMovie(movie: movie, wrong: population.place(of: movie).map { corpus.wrong[$0] } ?? [])
    }
    for _ in 0..<rounds {
      let start = now()
      let order = CascadeOrder(population, pilot: pilot)
      let ordered = now()
      var test = CascadeTest(order, target: 0.95, risk: 0.1)
      let drawn = now()
      while let movie = test.next(1).first {
        test.take([movie: population.place(of: movie).map { corpus.errors[$0] } ?? 0])
      }
      let outcome = test.outcome
      let end = now()
      print(
        "\(movies) movies, \(population.characters) characters: fit and order",
        text(ordered - start), "draw", text(drawn - ordered), "test and cut", text(end - drawn),
        "all", text(end - start), "s; kept", outcome.kept.count)
    }
  }

  /// The cascade on a corpus that `simulate.py dump` wrote: missed, share asked, strong dollars, movies sampled.
  static func read(_ path: String, target: Double) {
    guard let corpus = SimulatedCorpus(dump: path) else {
      print("\(path) is no dump of a corpus")
      exit(1)
    }
    let pilot = corpus.population.movies.count >= 20_000 ? 200 : 100
    let run = CascadeRun(corpus, target: target, pilot: pilot)
    print(run.isMissed ? 1 : 0, run.asked, run.dollars, run.sampled)
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func text(_ value: Double, _ digits: Int = 3) -> String {
    let scale = pow(10, Double(digits))
    return String((value * scale).rounded() / scale)
  }

  private static func pad(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}

extension SimulatedCorpus {
  /// A corpus as `simulate.py dump` writes it: movie,character,confidence,wrong,strong_cost.
  init?(dump path: String) {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var rows: [(movie: Int, confidence: Double, isWrong: Bool, dollars: Double)] = []
    var buffer = [CChar](repeating: 0, count: 256)
    while fgets(&buffer, 256, file) != nil {
      let fields = String(
        decoding: buffer.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }, as: UTF8.self
      )
      .split(separator: ",")
      guard fields.count == 5, let movie = Int(fields[0]), let confidence = Double(fields[2]),
        let dollars = Double(fields[4])
      else { continue }
      rows.append((movie, confidence, fields[3] == "1", dollars))
    }
    var (movies, wrong): ([CascadeMovie], [[Bool]]) = ([], [])
    var digest = PopulationDigest()
    var start = 0
    while start < rows.count {
      let end = rows[start...].firstIndex { $0.movie != rows[start].movie } ?? rows.count
      let movie = rows[start..<end]
      guard let id = MovieID(number: Int64(rows[start].movie)) else { return nil }
      let confidences = movie.compactMap { Confidence(probability: $0.confidence) }
      // The dump has the price alone; its other parts leave the plot's tokens.
      let size = Double(movie.count)
      let plot = (rows[start].dollars - (12 * size + 8) * 5e-6) * 1e6 - 5 * size - 11 - 1952 * 0.05
      movies.append(
        CascadeMovie(
          movie: id, characters: movie.count, confidences: confidences,
          plotTokens: max(1, Int(plot.rounded())), dollars: rows[start].dollars))
      wrong.append(movie.map(\.isWrong))
      digest.add(id, labels: confidences.map { ("", "", $0) })
      start = end
    }
    guard !movies.isEmpty else { return nil }
    population = CascadePopulation(movies, digest: digest.finish())
    self.wrong = wrong
    errors = wrong.map { $0.count { $0 } }
    cheapDollars = 0
  }
}
