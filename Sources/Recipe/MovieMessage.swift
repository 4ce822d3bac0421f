package import TropeModel

/// What is asked about one movie, whichever recipe asks: rendered once for all that do.
package struct MovieMessage: Sendable {
  let movie: MovieID
  /// As UTF-8.
  let text: [UInt8]
  /// Those that are asked, as the cast spells them.
  let names: [String]
  /// The same with `Question.endOfName` behind each.
  let packedNames: [UInt8]

  /// Renders one movie. Names that look alike once they are on one line are asked once, under the
  /// first spelling; names without anything visible are not asked.
  ///
  /// `plot` is the plot's text in UTF-8; `cast` as `Recipe.question` has it.
  package init(movie: MovieID, plot: ArraySlice<UInt8>, cast: [String]?) {
    self.movie = movie
    var message: [UInt8] = []
    message.reserveCapacity(plot.count + 64 + (cast?.count ?? 0) * 24)
    message += "<summary>".utf8
    HarmlessText.append(plot, to: &message)
    message += "</summary>".utf8

    var names: [String] = []
    names.reserveCapacity(cast?.count ?? 0)
    var seen = DistinctTexts()
    for name in cast ?? [] {
      let asked = Question.asked(name)
      guard Self.isVisible(asked), seen.insert(asked) else { continue }
      message += (names.isEmpty ? "\n<names>" : "\n").utf8
      message += asked.utf8
      names.append(name)
    }
    if !names.isEmpty { message += "</names>".utf8 }
    text = message
    self.names = names
    packedNames = Self.packed(names)
  }

  /// The hash of a recipe's question.
  func hash(recipe: Digest) -> Digest {
    var hasher = CanonicalHasher(domain: "question")
    hasher.add(recipe)
    hasher.add(text)
    hasher.addNumber(UInt64(names.count))
    for name in names { hasher.add(name) }
    return hasher.digest()
  }

  private static func packed(_ names: [String]) -> [UInt8] {
    var packed: [UInt8] = []
    packed.reserveCapacity(names.reduce(0) { $0 + $1.utf8.count + 1 })
    for name in names {
      packed += name.utf8
      packed.append(Question.endOfName)
    }
    return packed
  }

  /// Whether there is anything to read in a name.
  private static func isVisible(_ asked: String) -> Bool {
    asked.utf8.contains { $0 > 0x20 && $0 < 0x7F } || !NameKey(asked).isEmpty
  }
}

extension Recipe {
  /// The recipe's question of that message.
  package func question(_ message: MovieMessage) -> Question {
    Question(message, recipe: hashes.combined)
  }
}
