import Basics

/// A plot cut into sentences and words, and who is spoken of in which sentence.
struct PlotReading: Sendable {
  /// One word with its place.
  struct Word: Sendable {
    /// The word in lower case (ASCII).
    var lower: String
    /// Whether it begins with a capital (ASCII).
    var isCapitalised: Bool
    /// Whether it is the first of its sentence.
    var startsSentence: Bool
    /// The word as it stands in the plot.
    var range: Range<Int>
  }

  private let bytes: [UInt8]
  /// The words of each sentence.
  let sentences: [[Word]]
  /// The range of bytes of each sentence.
  private let ranges: [Range<Int>]

  private static let abbreviations: Set = [
    "mr", "mrs", "ms", "dr", "st", "jr", "sr", "lt", "col", "gen", "sgt", "capt", "prof", "maj",
    "rev", "gov", "sen", "no",
  ]
  private static let pronouns: Set = [
    "he", "she", "his", "her", "him", "they", "their", "them", "himself", "herself",
  ]
  private static let titles: Set = [
    "mr", "mrs", "ms", "miss", "dr", "doctor", "sir", "lady", "lord", "the", "captain", "colonel",
    "major", "general", "sergeant", "lieutenant", "professor", "king", "queen", "prince",
    "princess", "detective", "inspector", "officer", "father", "mother", "uncle", "aunt", "old",
    "young", "little", "big", "van", "von", "de", "of", "jr", "sr", "and",
  ]

  init(_ plot: String) {
    bytes = Array(plot.utf8)
    var sentences: [[Word]] = []
    var ranges: [Range<Int>] = []
    var words: [Word] = []
    var sentenceStart = 0
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if Words.isLetter(byte) {
        let start = index
        while index < bytes.count, Words.isLetter(bytes[index]) { index += 1 }
        let range = start..<index
        words.append(
          Word(
            lower: String(decoding: bytes[range].map(\.lowered), as: UTF8.self),
            isCapitalised: bytes[start].lowered != bytes[start],
            startsSentence: words.isEmpty, range: range))
        continue
      }
      index += 1
      let isEnd = byte == UInt8(ascii: "!") || byte == UInt8(ascii: "?") || byte == 0x0A
      if isEnd || (byte == UInt8(ascii: ".") && Self.endsSentence(words.last)) {
        if !words.isEmpty {
          sentences.append(words)
          ranges.append(sentenceStart..<index)
          words = []
        }
        sentenceStart = index
      }
    }
    if !words.isEmpty {
      sentences.append(words)
      ranges.append(sentenceStart..<bytes.count)
    }
    self.sentences = sentences
    self.ranges = ranges
  }

  /// Whether a full stop after this word ends a sentence: not after "Mr" or an initial.
  private static func endsSentence(_ word: Word?) -> Bool {
    guard let word else { return true }
    if word.lower.utf8.count == 1, word.isCapitalised { return false }
    return !abbreviations.contains(word.lower)
  }

  /// For each name the places of the sentences that speak of it: by its full form, by a part of it that no other
  /// name has, or by a pronoun that follows it.
  func mentions(of names: [String]) -> [[Int]] {
    let parts = names.map { Words.all(of: $0) }
    var owners: [String: [Int]] = [:]
    for (place, words) in parts.enumerated() {
      for word in Set(words) where !Self.titles.contains(word) && word.utf8.count > 1 {
        owners[word, default: []].append(place)
      }
    }
    let ambiguous = parts.indices.filter { place in
      !parts[place].contains { owners[$0]?.count == 1 }
    }
    var result = [[Int]](repeating: [], count: names.count)
    var last: Int?
    for (sentence, words) in sentences.enumerated() {
      var found: [Int] = []
      for word in words where word.isCapitalised {
        if let owner = owners[word.lower], owner.count == 1, let place = owner.first {
          if !found.contains(place) { found.append(place) }
          last = place
        }
      }
      for place in ambiguous where Self.contains(words, parts[place]) {
        found.append(place)
        last = place
      }
      if found.isEmpty, let last, words.contains(where: { Self.pronouns.contains($0.lower) }) {
        found = [last]
      }
      for place in found { result[place].append(sentence) }
    }
    return result
  }

  private static func contains(_ words: [Word], _ parts: [String]) -> Bool {
    guard !parts.isEmpty, words.count >= parts.count else { return false }
    return (0...(words.count - parts.count)).contains { start in
      parts.indices.allSatisfy { words[start + $0].lower == parts[$0] }
    }
  }

  /// Sequences of capitalised words that occur at least twice inside sentences: who a plot without a cast is about.
  func likelyNames() -> [String] {
    var counts: [String: Int] = [:]
    var order: [String] = []
    for words in sentences {
      var index = 0
      while index < words.count {
        guard words[index].isCapitalised, !words[index].startsSentence,
          !Words.isStop(words[index].lower)
        else {
          index += 1
          continue
        }
        var end = index + 1
        while end < words.count, words[end].isCapitalised,
          bytes[words[end - 1].range.upperBound..<words[end].range.lowerBound]
            .elementsEqual(" ".utf8)
        {
          end += 1
        }
        let range = words[index].range.lowerBound..<words[end - 1].range.upperBound
        let name = String(decoding: bytes[range], as: UTF8.self)
        if counts[name] == nil { order.append(name) }
        counts[name, default: 0] += 1
        index = end
      }
    }
    return order.filter { (counts[$0] ?? 0) >= 2 }
  }

  func text(ofSentence place: Int) -> String {
    guard ranges.indices.contains(place) else { return "" }
    let text = String(decoding: bytes[ranges[place]], as: UTF8.self)
    return String(text.drop { $0 == " " || $0 == "\n" })
  }
}
