import Basics

/// How the labeller cuts a text into words.
enum Words {
  /// All words of a text in lower case (ASCII), in order.
  static func all(of text: String) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    for byte in text.utf8 {
      if isLetter(byte) {
        word.append(byte.lowered)
      } else if !word.isEmpty {
        words.append(String(decoding: word, as: UTF8.self))
        word.removeAll(keepingCapacity: true)
      }
    }
    if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
    return words
  }

  /// The stems of a text's words that carry meaning.
  static func content(of text: String) -> [String] {
    all(of: text).compactMap { isStop($0) ? nil : stem($0) }
  }

  /// A letter, a digit, or a part of a letter outside ASCII.
  static func isLetter(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x80...0xFF:
      true
    default: false
    }
  }

  /// Whether a word is too common to tell anything.
  static func isStop(_ word: String) -> Bool { word.utf8.count < 3 || stopWords.contains(word) }

  /// A word without its commonest endings: enough to bring "murders", "murdered" and "murdering" together.
  static func stem(_ word: String) -> String {
    var bytes = Array(word.utf8)
    func ends(_ ending: StaticString) -> Bool {
      let count = ending.utf8CodeUnitCount
      guard bytes.count >= count + 3 else { return false }
      for index in 0..<count
      where bytes[bytes.count - count + index] != ending.utf8Start[index] {
        return false
      }
      return true
    }
    if ends("ness") { bytes.removeLast(4) }
    if ends("ies") {
      bytes.removeLast(3)
      bytes.append(UInt8(ascii: "y"))
    } else if ends("ing") {
      bytes.removeLast(3)
    } else if ends("ed") || ends("es") || ends("ly") || ends("er") || ends("or") {
      bytes.removeLast(2)
    } else if ends("s"), bytes[bytes.count - 2] != UInt8(ascii: "s") {
      bytes.removeLast(1)
    }
    if bytes.count > 3, bytes.last == UInt8(ascii: "e") { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let stopWords: Set<String> = [
    "the", "and", "for", "with", "that", "this", "from", "but", "not", "are", "was", "were", "who",
    "whom", "whose", "which", "what", "when", "where", "while", "has", "have", "had", "his", "her",
    "hers", "him", "she", "their", "theirs", "them", "they", "its", "itself", "himself", "herself",
    "themselves", "one", "ones", "into", "onto", "out", "off", "over", "under", "after", "before",
    "then", "than", "too", "very", "can", "could", "will", "would", "shall", "should", "may",
    "might", "must", "does", "did", "doing", "been", "being", "also", "any", "all", "some", "such",
    "only", "own", "same", "other", "others", "another", "both", "each", "more", "most", "there",
    "here", "how", "why", "about", "against", "between", "through", "during", "above", "below",
    "again", "once", "because", "until", "upon", "just", "now", "even", "ever", "never", "you",
    "your", "our", "ours", "myself", "every", "everyone", "someone", "anyone", "character",
    "often", "many", "much", "yet", "whatever", "whoever", "toward", "towards", "without",
  ]
}
