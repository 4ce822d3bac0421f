import Basics

/// A movie's text with what the labeller has read from it.
struct LabelledMovie {
  /// What the message says of it.
  let text: MovieText
  /// The names given, or those found in the plot where none were.
  let names: [String]
  private let reading: PlotReading
  private let mentions: [[Int]]
  /// The quality that is played; `nil` where words decide.
  private let played: PlayedQuality.PlayedMovie?

  private static let deathWords: Set = [
    "dies", "died", "dead", "death", "killed", "murdered", "drowns", "executed", "slain",
    "suicide", "shot", "perishes", "assassinated",
  ]

  /// Reads a movie.
  init(_ text: MovieText, played: PlayedQuality.PlayedMovie? = nil) {
    self.text = text
    self.played = played
    reading = PlotReading(text.plot)
    names = text.names.isEmpty ? reading.likelyNames() : text.names
    mentions = reading.mentions(of: names)
  }

  /// The label for a character, or for the whole plot.
  func label(of character: Int?, in catalog: CatalogIndex) -> String {
    if let played, catalog.labels.count > 1 {
      let choice = played.choice(character.map { names[$0] }, in: catalog.labels).choice
      return catalog.labels[choice]
    }
    return catalog.label(for: bag(of: character, in: catalog))
  }

  /// The place of that label in the catalog, and the chance of each label.
  func choice(_ character: Int?, in catalog: CatalogIndex) -> (choice: Int, chances: [Double]) {
    if let played, catalog.labels.count > 1 {
      return played.choice(character.map { names[$0] }, in: catalog.labels)
    }
    return catalog.chances(for: bag(of: character, in: catalog))
  }

  /// The places of the names that the answer speaks of.
  var answeredNames: [Int] {
    names.indices.filter { place in !(played?.leavesOut(names[place]) ?? false) }
  }

  /// How many sentences are about the character.
  func mentionCount(_ character: Int) -> Int { mentions[character].count }

  private func bag(of character: Int?, in catalog: CatalogIndex) -> [String: Double] {
    let places = character.map { mentions[$0] } ?? Array(reading.sentences.indices)
    let ownWords = Set(character.map { Words.all(of: names[$0]) } ?? [])
    var bag: [String: Double] = [:]
    for place in places {
      for word in reading.sentences[place]
      where !ownWords.contains(word.lower) && !Words.isStop(word.lower) {
        let stem = Words.stem(word.lower)
        if catalog.knows(stem) { bag[stem, default: 0] += 1 }
      }
    }
    // A name can say what its bearer is: "The Bounty Hunter".
    for word in character.map({ Words.content(of: names[$0]) }) ?? [] where catalog.knows(word) {
      bag[word, default: 0] += 1
    }
    return bag
  }

  /// Whether a sentence is about the character.
  func isMentioned(_ character: Int) -> Bool { !mentions[character].isEmpty }

  /// The whole numbers, in digits, of the sentences about the character.
  func numbers(about character: Int) -> [Int] {
    mentions[character].flatMap { place in
      reading.text(ofSentence: place).utf8.split { !$0.isDigit }.compactMap {
        Int(String(decoding: $0, as: UTF8.self))
      }
    }
  }

  /// Whether a sentence about the character speaks of death.
  func seemsToDie(_ character: Int) -> Bool {
    mentions[character].contains { place in
      reading.sentences[place].contains { Self.deathWords.contains($0.lower) }
    }
  }

  /// The first sentence about the character.
  func firstSentence(of character: Int) -> String {
    mentions[character].first.map(reading.text(ofSentence:)) ?? ""
  }

  /// The plot's first sentence.
  var opening: String { reading.text(ofSentence: 0) }
}
