import Formats
import Glibc
import Testing

@testable import Sandbox

@Suite struct PlayedQualityTests {
  private static let catalog = (1...24).map { "Trope \($0)" }
  private static let schema = Sample.schema(tropes: catalog)
  private static let randomness = Randomness(seed: 5)

  /// A movie of four characters.
  private struct Movie {
    var number: Int
    var names: [String] { (1...4).map { "Person \(number) \($0)" } }
    var plot: String { "In story number \(number) many things happen." }
    var text: String {
      "<summary>\(plot)</summary>\n<names>\(names.joined(separator: "\n"))</names>"
    }
  }

  /// What was said of one character.
  private struct Label {
    var name: String
    var movie: Int
    var place: Int
    var given: String
    var right: String
    var chance: Double
    var isRight: Bool { given == right }
  }

  private static func player(_ table: String, seed: UInt64 = 5) throws -> PlayedQuality {
    var table = try QualityTable(parsing: table + ",left-out=0,mixed-up=0")
    table.leftOut = 0
    return PlayedQuality(table, Truth(), randomness: Randomness(seed: seed))
  }

  private static func body(_ movies: [Movie], model: String, more: [(String, JSON)] = []) -> JSON {
    let text =
      movies.count == 1
      ? movies[0].text
      : movies.enumerated().map { place, movie in
        "<movie key=\"m\(place + 1)\">\n\(movie.text)\n</movie>"
      }.joined(separator: "\n")
    var schema = schema
    if movies.count > 1, let characters = Self.schema["properties"]?["characters"] {
      let keys = movies.indices.map { "m\($0 + 1)" }
      schema = [
        "type": "object",
        "properties": .object(JSONObject(keys.map { JSONObject.Member($0, characters) })),
        "required": .array(keys.map { .string($0) }), "additionalProperties": false,
      ]
    }
    var body: JSONObject = [
      "model": .string(model),
      "messages": [
        ["role": "system", "content": "One name a line."],
        ["role": "user", "content": .string(text)],
      ],
      "response_format": [
        "type": "json_schema", "json_schema": ["name": "t", "strict": true, "schema": schema],
      ],
      "logprobs": true,
    ]
    for (key, value) in more {
      body.members.removeAll { $0.key == key }
      body.add(key, value)
    }
    return .object(body)
  }

  /// Asks about movies, so many a request.
  private static func labels(
    _ quality: PlayedQuality, model: String = "gpt-4o-mini", movies: Range<Int> = 0..<300,
    size: Int = 1, occasion: Int = 0, more: [(String, JSON)] = []
  ) throws -> [Label] {
    let engine = ChatEngine(
      tokens: WordCount(), randomness: quality.randomness, quality: quality)
    var labels: [Label] = []
    for start in stride(from: movies.lowerBound, to: movies.upperBound, by: size) {
      let group = (start..<min(movies.upperBound, start + size)).map { Movie(number: $0) }
      let outcome = try engine.outcome(
        of: body(group, model: model, more: more), occasion: occasion)
      let answer = try JSON(parsing: Array(try #require(outcome.content).utf8))
      var chances = outcome.labels.map { $0.chances[$0.choice] }[...]
      for (place, movie) in group.enumerated() {
        let key = group.count == 1 ? "characters" : "m\(place + 1)"
        for entry in try #require(answer[key]?.arrayValue) {
          let name = try #require(entry["name"]?.stringValue)
          let right = quality.truth.place(
            of: name, plot: Truth.key(Array(movie.plot.utf8)), in: catalog, quality.randomness)
          labels.append(
            Label(
              name: name, movie: movie.number, place: place,
              given: try #require(entry["trope"]?.stringValue), right: catalog[right],
              chance: chances.popFirst() ?? -1))
        }
      }
    }
    return labels
  }

  private static func accuracy(_ labels: [Label]) -> Double {
    Double(labels.count { $0.isRight }) / Double(max(1, labels.count))
  }

  /// Four standard deviations, with a design effect of two for characters of one movie.
  private static func width(_ accuracy: Double, _ count: Int) -> Double {
    4 * (2 * accuracy * (1 - accuracy) / Double(count)).squareRoot()
  }

  // MARK: Accuracies

  @Test(arguments: [("gpt-4o-mini", 0.55), ("gpt-6-luna", 0.78), ("gpt-6.1-terra", 0.92)])
  func `a model is right as often as was said`(model: String, accuracy: Double) throws {
    let quality = try Self.player("\(model)=\(accuracy)")
    let more: [(String, JSON)] = model == "gpt-4o-mini" ? [] : [("reasoning_effort", "none")]
    let labels = try Self.labels(quality, model: model, more: more)
    #expect(labels.count == 1_200)
    #expect(abs(Self.accuracy(labels) - accuracy) < Self.width(accuracy, labels.count))
  }

  @Test func `a model that is always right is, and one that never is is not`() throws {
    let quality = try Self.player("gpt-4o-mini=100%,gpt-4o=0%")
    let always = try Self.labels(quality, movies: 0..<20, size: 4)
    let never = try Self.labels(quality, model: "gpt-4o", movies: 0..<20)
    #expect(Self.accuracy(always) == 1)
    #expect(Self.accuracy(never) == 0)
  }

  @Test func `another order of the labels changes a few answers, and not what a model errs to`()
    throws
  {
    let quality = try Self.player("gpt-4o-mini=60%")
    let one = try Self.labels(quality)
    let turned = Sample.schema(tropes: Array(Self.catalog.dropFirst(7) + Self.catalog.prefix(7)))
    let other = try Self.labels(
      quality,
      more: [
        (
          "response_format",
          ["type": "json_schema", "json_schema": ["name": "t", "strict": true, "schema": turned]]
        )
      ])
    let same = zip(one, other).count { $0.given == $1.given }
    #expect(same > one.count * 8 / 10 && same < one.count)
    let wrong = zip(one, other).filter { !$0.isRight && !$1.isRight }
    #expect(wrong.count > 100 && wrong.allSatisfy { $0.given == $1.given })
    #expect(zip(one, other).allSatisfy { $0.right == $1.right })
  }

  @Test func `two models agree, and are wrong together, more than chance`() throws {
    let quality = try Self.player("gpt-4o-mini=70%,gpt-4o=80%")
    let one = try Self.labels(quality)
    let other = try Self.labels(quality, model: "gpt-4o")
    let pairs = zip(one, other)
    let agree = Double(pairs.count { $0.given == $1.given }) / Double(one.count)
    let bothWrong = Double(pairs.count { !$0.isRight && !$1.isRight }) / Double(one.count)
    let (first, second) = (Self.accuracy(one), Self.accuracy(other))
    let wrongByChance = (1 - first) * (1 - second)
    #expect(bothWrong > wrongByChance + 0.03)
    #expect(agree > first * second + wrongByChance / 23 + 0.05)
    #expect(agree < 0.95)
  }

  @Test func `thinking makes it right more often`() throws {
    let quality = try Self.player("gpt-6-luna=70%")
    func accuracy(_ effort: String) throws -> Double {
      try Self.accuracy(
        Self.labels(
          quality, model: "gpt-6-luna",
          more: [("reasoning_effort", .string(effort)), ("logprobs", false)]))
    }
    let (unthought, thought) = (try accuracy("none"), try accuracy("medium"))
    #expect(unthought + 0.03 < thought)
  }

  // MARK: Requests

  @Test func `movies that share a request lose, the later ones more`() throws {
    let quality = try Self.player("gpt-4o-mini=78%")
    let movies = 0..<480
    let alone = try Self.labels(quality, movies: movies)
    let grouped = try Self.labels(quality, movies: movies, size: 16)
    #expect(Self.accuracy(grouped) < Self.accuracy(alone) - 0.02)
    // The same movies as they do alone, so that their difficulty does not matter.
    func loss(_ places: Range<Int>) -> Double {
      Self.accuracy(alone.filter { places.contains($0.movie % 16) })
        - Self.accuracy(grouped.filter { places.contains($0.place) })
    }
    #expect(loss(8..<16) > loss(0..<8))
  }

  @Test func `a request that mixes two movies up is wrong about both, and sure`() throws {
    let table = try QualityTable(parsing: "gpt-4o-mini=100%,left-out=0,mixed-up=100%")
    let quality = PlayedQuality(table, Truth(), randomness: Self.randomness)
    for start in stride(from: 0, to: 60, by: 6) {
      let labels = try Self.labels(quality, movies: start..<(start + 6), size: 6)
      let wrong = labels.filter { !$0.isRight }
      #expect(Set(wrong.map(\.movie)).count == 2)
      #expect(wrong.count == 8)
      #expect(wrong.allSatisfy { $0.chance == 0.99 })
    }
    let alone = try Self.labels(quality, movies: 0..<20)
    #expect(alone.allSatisfy { $0.isRight })
  }

  @Test func `the same seed gives the same answers, another seed others`() throws {
    func given(_ seed: UInt64) throws -> [String] {
      try Self.labels(Self.player("gpt-4o-mini=70%", seed: seed), movies: 0..<40).map(\.given)
    }
    let first = try given(5)
    let again = try given(5)
    let other = try given(6)
    #expect(first == again)
    #expect(first != other)
  }

  @Test func `a second ask differs in a few labels`() throws {
    let quality = try Self.player("gpt-4o-mini=70%")
    let first = try Self.labels(quality)
    let second = try Self.labels(quality, occasion: 1)
    let changed = zip(first, second).count { $0.given != $1.given }
    #expect(changed > 0)
    #expect(Double(changed) < 0.15 * Double(first.count))
  }

  @Test func `an answer that was given counts, one that was only worked out does not`() throws {
    let quality = try Self.player("gpt-4o-mini=50%")
    let engine = ChatEngine(
      tokens: WordCount(), randomness: quality.randomness, quality: quality)
    let body = Self.body((0..<16).map { Movie(number: $0) }, model: "gpt-4o-mini").bytes
    let first = try engine.outcome(of: body)
    let again = try engine.outcome(of: body)
    #expect(again.outcome.content == first.outcome.content)
    quality.countAnswer(first.digest)
    let later = try engine.outcome(of: body)
    #expect(later.outcome.content != first.outcome.content)
  }

  @Test func `characters are left out as often as was said`() throws {
    let table = try QualityTable(parsing: "left-out=20%")
    let quality = PlayedQuality(table, Truth(), randomness: Self.randomness)
    let count = try Self.labels(quality).count
    #expect(abs(Double(count) / 1_200 - 0.8) < Self.width(0.8, 1_200))
  }

  // MARK: Confidence

  @Test func `probabilities promise too much, and tell right labels from wrong ones`() throws {
    let labels = try Self.labels(Self.player("gpt-4o-mini=75%"))
    #expect(labels.allSatisfy { $0.chance > 1 / 24.0 && $0.chance < 1 })
    let sure = labels.filter { $0.chance > 0.9 }
    #expect(sure.count > 200)
    let promised = sure.map(\.chance).reduce(0, +) / Double(sure.count)
    #expect(promised > Self.accuracy(sure) + 0.03)
    let right = labels.filter(\.isRight).map(\.chance)
    let wrong = labels.filter { !$0.isRight }.map(\.chance)
    let ordered = right.reduce(0) { sum, chance in sum + wrong.count { $0 < chance } }
    let share = Double(ordered) / Double(right.count * wrong.count)
    #expect(share > 0.65 && share < 0.95)
  }

  @Test func `the chances of all labels make one, and the label given has the most`() throws {
    let quality = try Self.player("gpt-4o-mini=50%")
    for count in [1, 2, 3, 99] {
      let labels = (0..<count).map { "L\($0)" }
      for number in 0..<50 {
        let sitting = PlayedQuality.Sitting(
          model: "gpt-4o-mini", effort: "none", form: [], plots: [[UInt8(number)]], occasion: 0)
        let movie = try #require(quality.movies(of: sitting).first)
        let (choice, chances) = movie.choice("Anna", in: labels)
        #expect(chances.count == count)
        #expect(abs(chances.reduce(0, +) - 1) < 1e-9)
        #expect(chances[choice] == chances.max())
        #expect(chances.allSatisfy { $0 >= 0 })
      }
    }
  }

  // MARK: Decisions

  @Test func `decisions have the same truth, and probabilities of the same kind`() throws {
    let quality = try Self.player("gpt-6-luna=78%")
    let engine = DecisionEngine(
      tokens: WordCount(), faults: AnswerFaults(rates: .none, randomness: quality.randomness),
      quality: quality)
    let choices = JSON.array(Self.catalog.map { ["value": .string($0)] })
    var right = 0
    var sure = (count: 0, right: 0, promised: 0.0)
    for number in 0..<300 {
      let movie = Movie(number: number)
      let body: JSON = [
        "model": "gpt-6-luna", "input": [["role": "user", "content": .string(movie.text)]],
        "questions": .array(
          movie.names.map {
            ["type": "choice", "instructions": .string("Which fits \($0)?"), "choices": choices]
          }),
      ]
      let outcome = try engine.outcome(of: body.bytes, occasion: 0)
      for (name, answer) in zip(movie.names, outcome.answers) {
        let place = quality.truth.place(
          of: name, plot: Truth.key(Array(movie.plot.utf8)), in: Self.catalog, quality.randomness)
        let isRight = answer["choice"]?.stringValue == Self.catalog[place]
        let confidence = try #require(answer["confidence"]?.doubleValue)
        right += isRight ? 1 : 0
        guard confidence > 0.9 else { continue }
        sure.count += 1
        sure.right += isRight ? 1 : 0
        sure.promised += confidence
      }
    }
    #expect(abs(Double(right) / 1_200 - 0.78) < Self.width(0.78, 1_200))
    let promised = sure.promised / Double(sure.count)
    #expect(promised > Double(sure.right) / Double(sure.count) + 0.03)
  }
}
