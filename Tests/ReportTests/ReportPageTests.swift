import Foundation
import Report
import Testing
import TropeModel

@Suite struct ReportPageTests {
  private static let hostile = [
    "<script>alert(1)</script>", "</script><script>alert(2)</script>", "<!-- <script>",
    "<img src=x onerror=alert(3)>", "Anna \"A\" O'Neill & Söhne", "a\\u003c/b", "\u{2028}漢\u{0}",
    "]]>", "",
  ]

  /// Enough movies for every part of the page: pairs, genres, decades.
  private static func many(_ count: Int = 300) throws -> [ReportMovie] {
    let names = ["Mentor", "Sidekick", "Antihero", "Ingenue", "Mentor"]
    return try (1...count).map { number in
      try movie(
        number, (0...number % 4).map { .text(names[(number / 4 + $0 * 2) % names.count]) },
        lane: number % 3 == 0 ? .batch : .realtime,
        facts: number % 5 == 0
          ? nil
          : MovieFacts(
            title: "Movie \(number)", year: 1_920 + number % 40,
            genres: number % 2 == 0 ? ["Drama"] : ["Comedy", "Silent film"]))
    }
  }

  private static func failures() throws -> [FailedTarget] {
    [
      FailedTarget(
        movie: try #require(MovieID(number: 900)),
        reason: "in/plot_summaries_900.txt: the plot is empty", attempts: 0)
    ]
  }

  private static func account() -> ReportAccount {
    let start = Timestamp(milliseconds: 1_795_000_000_000)
    return ReportAccount(
      minutes: [
        minute(0, .realtime, dollars: 0.5), minute(3, .batch, dollars: 0.25),
        minute(4, .realtime, dollars: 0.25, isSandbox: true),
      ],
      runs: [
        ReportAccount.Run(
          startedAt: start, endedAt: start + .seconds(600), strategy: .hybrid,
          forecastDollars: 0.8, forecastSeconds: 7_200, dollars: 0.75, outcome: "complete")
      ],
      batches: [
        ReportAccount.Batch(
          number: 1, state: "ended", isSandbox: false, requests: 10, questions: 80, answered: 79,
          failed: 1, inputTokens: TokenCount(20_000, isExact: false), createdAt: start,
          endedAt: start + .seconds(300))
      ],
      rate: ReportAccount.Rate(
        requests: (0..<100).map { (start + .seconds($0), 1_000) }, requestsPerMinute: 500,
        requestsPerDay: 10_000, tokensPerMinute: 200_000))
  }

  private static let lists: Set = [
    "#list=movies&genre=Silent%20film&record=yes", "#list=movies&decade=1920s&record=yes",
    "#genre=Drama&trope=Mentor", "#decade=1950s&trope=Ingenue",
  ]

  private static func whole() throws -> ReportPage {
    page(
      tally(try many()), hasMetadata: true, failures: try failures(), account: account())
  }

  @Test func `a page has all its parts, once each, and every link leads to one`() throws {
    let read = try ReadPage(try Self.whole())
    let parts = ["overview", "search", "results", "together", "groups", "account", "failed"]
    #expect(read.ids.filter(parts.contains) == parts)
    // All others are lists of the characters with a value, of a group's movies, and of its characters with a value.
    #expect(read.targets.filter { !$0.contains("=") } == parts.map { "#" + $0 })
    let lists = Set(read.targets.filter { $0.contains("=") })
    let ofGroups = lists.filter { $0.contains("genre=") || $0.contains("decade=") }
    #expect(
      lists.subtracting(ofGroups) == [
        "#trope=Mentor", "#trope=Sidekick", "#trope=Antihero", "#trope=Ingenue",
      ])
    #expect(ofGroups.isSuperset(of: Self.lists))
    // Seven groups, each with its four values.
    #expect(ofGroups.count == 7 * 5, "\(ofGroups.sorted())")
    #expect(Set(read.ids).count == read.ids.count)
    #expect(read.elements["h1"] == 1)
    #expect(read.elements["main"] == 1 && read.elements["nav"] == 1)
  }

  @Test(arguments: ["page", "find", "list", "sort", "rows", "movie", "without", "genre", "sure"])
  func `a field whose name means something in an address has another key there`(
    name: String
  ) throws {
    let read = try ReadPage(
      page(
        tally(
          [try movie(1, [.text("High priest")])], fields: [ReportField(name: name, kind: .choice)]))
    )
    #expect(read.targets.contains("#field-\(name)=High%20priest"), "\(read.targets)")
    let fields = try #require(read.records?["fields"] as? [[String: Any]])
    #expect(fields.map { $0["key"] as? String } == ["field-\(name)"])
  }

  @Test func `every picture has a role, a title and a description`() throws {
    let read = try ReadPage(try Self.whole())
    // Tropes, characters a movie, pairs, genres, decades, cost, rate.
    #expect(read.pictures.count == 7)
    for picture in read.pictures {
      // Those of genres and decades have links.
      let hasLinks = ["genres-t", "decades-t"].contains {
        picture["aria-labelledby"]?.hasPrefix($0) == true
      }
      #expect(picture["role"] == (hasLinks ? "group" : "img"))
      let names = picture["aria-labelledby"]?.split(separator: " ").map(String.init) ?? []
      #expect(names.count == 2 && names.allSatisfy(read.ids.contains))
    }
    #expect((read.elements["table"] ?? 0) >= read.pictures.count)
  }

  @Test func `nothing comes from elsewhere`() throws {
    let text = try ReadPage(try Self.whole()).text
    for outside in ["http:", "https:", "src=", "@import", "url(", "<link", "//fonts"] {
      #expect(!text.contains(outside), "\(outside)")
    }
  }

  @Test func `the same data make the same bytes`() throws {
    #expect(try Self.whole().html == (try Self.whole().html))
  }

  @Test func `names that mean something in a page are text, wherever they stand`() throws {
    let movies = try Self.hostile.enumerated().map { place, text in
      var movie = try movie(
        place + 1, Self.hostile.map { .text($0) },
        facts: MovieFacts(title: text, year: 1_927, genres: [text]))
      for index in movie.characters.indices { movie.characters[index].name = Self.hostile[index] }
      return movie
    }
    let failure = FailedTarget(
      movie: try #require(MovieID(number: 77)), reason: Self.hostile[1], attempts: 1)
    let facts = MovieFacts(title: Self.hostile[0], year: 1_927, genres: [])
    let fields = [ReportField(title: Self.hostile[0], plural: Self.hostile[1], kind: .choice)]
    let read = try ReadPage(
      page(
        tally(movies, fields: fields), project: Self.hostile[1], hasMetadata: true,
        failures: [failure], facts: [failure.movie: facts], account: Self.account()))
    // Its own two, which ReadPage cuts out, and no other.
    #expect(read.elements["script"] == nil && read.elements["img"] == nil)
    #expect(read.text.components(separatedBy: "<script").count == 3)
    #expect(read.text.components(separatedBy: "</script").count == 3)
    #expect(!read.text.contains("<!--"))
    let records = try #require(read.records)
    let characters = try #require(records["characters"] as? [String: Any])
    #expect(try texts(characters["newNames"]) == Self.hostile)
    #expect(try texts((records["movies"] as? [String: Any])?["titles"]) == Self.hostile)
    #expect((records["failed"] as? [[Any]])?.first?[4] as? String == Self.hostile[1])
  }

  @Test func `the list gets every record, in columns`() throws {
    let fields = [
      ReportField(
        title: "Trope", plural: "tropes", kind: .choice,
        definitions: ["Mentor": "teaches", "Rogue": "is nobody's"]),
      ReportField(title: "Age", plural: "ages", kind: .number),
      ReportField(title: "Dies", plural: "deaths", kind: .flag),
      ReportField(title: "Confidence", plural: "confidences", kind: .number, isConfidence: true),
    ]
    var up = try movie(
      7, [], lane: .batch, facts: MovieFacts(title: "Up", year: nil, genres: ["Drama", "Silent"]))
    up.characters = [
      ReportCharacter(
        name: "Anna", isInCast: true,
        values: [.text("Mentor"), .number(41.5), .flag(false), .number(0.998_76)]),
      ReportCharacter(
        name: "Bert", isInCast: false, values: [.text("Sidekick"), .none, .none, .none],
        isByHand: true, note: "see the end"),
    ]
    var down = try movie(
      999_999_999_999_999_999, [], facts: MovieFacts(title: "", year: 1_927, genres: ["Silent"]))
    down.builtAt = down.builtAt + .seconds(180)
    down.usage.input = 123_456
    down.characters = [
      ReportCharacter(
        name: "Anna", isInCast: true,
        values: [.text("Mentor"), .number(.infinity), .flag(true), .number(0.5)])
    ]
    let failure = FailedTarget(
      movie: try #require(MovieID(number: 77)), reason: "why", attempts: 2)
    let records = try #require(
      try ReadPage(
        page(
          tally([up, down], fields: fields), failures: [failure],
          facts: [failure.movie: MovieFacts(title: "Lost", year: 1_925, genres: ["War", "Drama"])],
          links: ReportLinks(plots: ReportLinks.Address(before: "../in/plot_", after: ".txt")))
      ).records)

    let movies = try #require(records["movies"] as? [String: Any])
    // As text: a script's numbers end at 2^53.
    #expect(movies["ids"] as? String == "7 999999999999999999")
    #expect(try texts(movies["titles"]) == ["Up", ""])
    #expect(try numbers(movies["years"]) == [0, 1] && records["years"] as? [Int] == [1_927])
    #expect(try numbers(movies["genres"]) == [2, 1, 2, 1, 2])
    #expect(records["genres"] as? [String] == ["Drama", "Silent", "War"])
    #expect(try numbers(movies["sizes"]) == [2, 1])
    #expect(try numbers(movies["lanes"]) == [1, 2])
    #expect(records["lanes"] as? [String] == ["batch", "realtime"])
    #expect(try numbers(movies["input"]) == [2_000, 123_456])
    #expect(try numbers(movies["output"]) == [100, 100])
    #expect(try numbers(movies["costs"]) == [285, 285])
    #expect(try numbers(movies["minutes"]) == [0, 3])
    #expect(movies["firstMinute"] as? Int == 29_916_666)

    let characters = try #require(records["characters"] as? [String: Any])
    #expect(
      characters["newNames"] as? [String: String] == ["separator": "|", "joined": "Anna|Bert"])
    #expect(try numbers(characters["names"]) == [0, 0, 1])
    #expect(try numbers(characters["marks"]) == [1, 2, 1])
    #expect(characters["notes"] as? [String: String] == ["1": "see the end"])
    let columns = try #require(characters["fields"] as? [String]).map { try numbers($0) }
    #expect(columns == [[1, 2, 1], [1, 0, 0], [2, 0, 1], [1, 0, 2]])

    let shown = try #require(records["fields"] as? [[String: Any]])
    #expect(shown.map { $0["kind"] as? String } == ["choice", "number", "flag", "confidence"])
    #expect(shown.map { $0["key"] as? String } == ["trope", "age", "dies", "sure"])
    #expect(shown[0]["values"] as? [String] == ["Mentor", "Sidekick"])
    #expect(shown[0]["definitions"] as? [String] == ["teaches", ""])
    #expect(shown[1]["values"] as? [Double] == [41.5] && shown[1]["definitions"] == nil)
    #expect(shown[2]["values"] as? [String] == ["yes", "no"])
    #expect(shown[3]["values"] as? [Double] == [0.999, 0.5])
    let failed = try #require((records["failed"] as? [[Any]])?.first)
    #expect(failed as NSArray == ["77", "Lost", 1_925, [3, 1], "why", 2] as NSArray)
    #expect(records["plots"] as? [String: String] == ["before": "../in/plot_", "after": ".txt"])
    #expect(records["articles"] is NSNull)
  }

  @Test(arguments: ["|^~`", "|", "|^", ""])
  func `texts come back as they were, whatever characters they have`(text: String) throws {
    let movies = try [text, "", "a \u{1}\n\"\\"].enumerated().map { place, title in
      try movie(place, [], facts: MovieFacts(title: title, year: nil, genres: []))
    }
    let records = try #require(try ReadPage(page(tally(movies))).records)
    let titles = try texts((records["movies"] as? [String: Any])?["titles"])
    #expect(titles == [text, "", "a \u{1}\n\"\\"])
  }

  @Test func `without a script a first part of the records is listed`() throws {
    let page = try Self.whole()
    let text = try ReadPage(page).text
    let start = try #require(text.range(of: "<noscript>"))
    let end = try #require(text.range(of: "</noscript>"))
    let list = text[start.upperBound..<end.lowerBound]
    #expect(list.contains("Of 300 records the first 100 are listed here."))
    #expect(list.components(separatedBy: "<tr>").count == 2 + 100)
    #expect(list.contains("Movie 4 (1924)</td><td>Person 0, "))
    let few = try ReadPage(ReportTests.page(tally(try Self.many(3)))).words
    #expect(!few.contains("records the first"))
  }

  @Test func `records can be left out, and the search with them`() throws {
    let whole = try Self.whole().html.count
    let read = try ReadPage(page(tally(try Self.many(), keepingRows: false)))
    #expect(read.records == nil)
    #expect(!read.ids.contains("search") && !read.targets.contains("#search"))
    #expect(read.text.utf8.count < whole)
  }

  @Test(arguments: [(0, nil), (3, "3 records of 4 here were"), (4, "All 4 records here were")])
  func `what the sandbox made is said to be no language model's`(count: Int, words: String?) throws
  {
    let movies = try (0..<4).map { try movie($0, [.text("Mentor")], isSandbox: $0 < count) }
    let text = try ReadPage(page(tally(movies))).words
    #expect(text.contains("not by a language model") == (words != nil))
    if let words { #expect(text.contains("\(words) made by the sandbox"), "\(text.prefix(900))") }
  }

  @Test func `money is what was paid, and the sandbox's is said to be none`() throws {
    let real = try ReadPage(page(tally(try Self.many()), account: Self.account())).words
    #expect(real.contains("|paid||$0.75"))
    #expect(real.contains("|forecast $0.80"))
    #expect(real.contains("10 replies of the sandbox cost nothing and are left out"))
    var account = Self.account()
    account.minutes = [minute(0, .realtime, dollars: 0.5, isSandbox: true)]
    let rehearsed = try ReadPage(page(tally(try Self.many()), account: account)).words
    #expect(rehearsed.contains("nothing was paid"))
    #expect(rehearsed.contains("a real run's cost"))
    // One minute has no course; its table is there.
    #expect(!rehearsed.contains("over time"))
    #expect(rehearsed.contains("By day"))
  }

  @Test func `few movies are said to be few`() throws {
    let facts = MovieFacts(title: "A", year: 1_920, genres: ["Drama"])
    let movies = try [["A", "B"], ["B", "C"], ["A"]].enumerated().map { place, names in
      try movie(place, names.map { .text($0) }, facts: facts)
    }
    let words = try ReadPage(page(tally(movies), hasMetadata: true)).words
    #expect(
      words.contains(
        "5 characters in 3 movies. If these movies stand for others, a share can be off by up to 44 percentage points"
      ))
    #expect(words.contains("or there are too few movies to tell"))
    #expect(words.contains("there are too few movies to compare"))
  }

  @Test func `a recipe of flags and numbers has its own charts`() throws {
    let fields = [
      ReportField(title: "Dies", plural: "deaths", kind: .flag),
      ReportField(title: "Age", plural: "ages", kind: .number),
    ]
    let movies = try (1...120).map { number in
      var movie = try movie(
        number, [], facts: MovieFacts(title: "M", year: 1_950, genres: ["Drama"]))
      movie.characters = [
        ReportCharacter(
          name: "Anna", isInCast: true,
          values: [.flag(number % 4 == 0), number % 10 == 0 ? .none : .number(Double(number % 90))])
      ]
      return movie
    }
    let read = try ReadPage(page(tally(movies, fields: fields), hasMetadata: true))
    #expect(!read.ids.contains("together"))
    #expect(read.words.contains("Dies, by genre"))
    #expect(read.words.contains("25.0 %"))
    #expect(read.words.contains("Age, in ranges"))
    #expect(read.words.contains("Nothing is said of 12 characters"))
  }

  @Test func `a project of which nothing is built has a page too`() throws {
    let read = try ReadPage(page(tally([])))
    #expect(read.targets == ["#overview", "#search", "#account"])
    #expect(read.words.contains("nothing was asked"))
  }

  @Test func `movies without a character are counted`() throws {
    let read = try ReadPage(page(tally([try movie(1, []), try movie(2, [.none])])))
    #expect(read.words.contains("0.5 on average, 0 in the middle, 1 at most"))
    #expect(read.words.contains("Nothing is said of 1 character"))
  }

  /// Gold of which the sure are mostly right, and what was answered.
  private static func labelled() throws -> Evaluation {
    var answers: [MovieID: [Answer]] = [:]
    var gold: [GoldCharacter] = []
    for number in 1...20 {
      let id = try #require(MovieID(number: Int64(number)))
      let isSure = number > 10
      answers[id] = [
        Answer(name: "Anna", tropeID: "A", confidence: isSure ? 0.98 : 0.6),
        Answer(name: "Bert", tropeID: "B", confidence: nil),
      ]
      let isRight = isSure ? number > 11 : number % 2 == 0
      gold.append(GoldCharacter(movie: id, name: "Anna", labels: [isRight ? "A" : "B"]))
      gold.append(GoldCharacter(movie: id, name: "Bert", labels: ["B"]))
    }
    return Evaluation(
      gold: gold, records: answers,
      mapping: LabelMapping(catalog: [(id: "A", name: "A"), (id: "B", name: "B")]))
  }

  @Test func `what confidences are worth is what eval says, as a chart and as a table`() throws {
    let evaluation = try Self.labelled()
    let rows = EvaluationText(evaluation, tropeNames: [:], listsAll: false).calibrationRows
    #expect(
      rows.map { $0.prefix(3) } == [["0.50 to 0.70", "10", "5"], ["0.95 to 0.99", "10", "9"]])
    var data = ReportData(
      project: "films", model: "gpt-4o-mini", records: tally(try Self.many()), hasMetadata: false,
      metadataFaults: 0, failures: [], account: emptyAccount)
    let without = try ReadPage(ReportPage(data))
    #expect(!without.ids.contains("calibration") && !without.targets.contains("#calibration"))
    #expect(!without.text.contains(".interval"))
    data.calibration = ReportCalibration(evaluation, byHand: 2, file: "gold & more.tsv")
    let read = try ReadPage(ReportPage(data))
    #expect(read.ids.contains("calibration") && read.targets.contains("#calibration"))
    #expect(read.pictures.count == without.pictures.count + 1)
    for row in rows {
      for cell in row { #expect(read.words.contains("|\(cell)|"), "\(cell)") }
    }
    #expect(read.words.contains("14 of 20 labels are right (70.0 %), with a confidence of 0.79"))
    #expect(read.words.contains("from gold & more.tsv"))
    #expect(read.words.contains("2 characters were labelled by tropebuild label"))
    #expect(!read.words.lowercased().contains("probability"))
  }

  @Test func `without a confidence that can be compared there is nothing to say of them`() throws {
    let id = try #require(MovieID(number: 1))
    let mapping = LabelMapping(catalog: [(id: "A", name: "A")])
    let gold = [GoldCharacter(movie: id, name: "Anna", labels: ["A"])]
    for answers in [[], [Answer(name: "Anna", tropeID: "A", confidence: nil)]] {
      let evaluation = Evaluation(gold: gold, records: [id: answers], mapping: mapping)
      #expect(ReportCalibration(evaluation, byHand: 0, file: "gold.tsv") == nil)
    }
  }
}
