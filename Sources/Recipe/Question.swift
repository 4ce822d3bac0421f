package import TropeModel

/// One movie's rendered content together with the recipe: what its target is built from.
package struct Question: Hashable, Sendable {
  /// The movie that is asked about; not part of the hash, so that one plot under two ids is paid
  /// for once.
  package let movie: MovieID
  /// SHA-256 of the recipe's identity, the user message and the names as the cast spells them. The
  /// same in every lane and however movies are grouped.
  package let hash: Digest
  /// The text of the user message that asks about this movie alone, as UTF-8; empty where it is set aside.
  package private(set) var userMessage: [UInt8]
  /// How many bytes the text has, whether it is here or set aside.
  package let messageBytes: Int
  /// `names`, a byte behind each that no text has: there are tens of thousands of questions, and of each this is kept.
  private let packedNames: [UInt8]?

  /// A byte that no text has.
  package static let endOfName: UInt8 = 0xFF

  /// A question of which only the hash is known, so that what answers it can be kept though not checked.
  package init(unknown hash: Digest, movie: MovieID) {
    self.movie = movie
    self.hash = hash
    userMessage = []
    messageBytes = 0
    packedNames = nil
  }

  /// The names that must be answered for, in the cast's own spelling and order, each asked once;
  /// `nil` where there is no cast file or it names nobody.
  package var names: [String]? {
    packedNames.map { packed in
      packed.split(separator: Self.endOfName, omittingEmptySubsequences: false).dropLast()
        .map { String(decoding: $0, as: UTF8.self) }
    }
  }

  /// Calls `body` with `names`, ``endOfName`` behind each; with nothing where there are none.
  package func withNames<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    (packedNames ?? []).withUnsafeBytes(body)
  }

  /// How many `names` there are, without the price of reading them.
  package var nameCount: Int? { packedNames?.count { $0 == Self.endOfName } }

  /// Whether there are names that must be answered for.
  package var hasNames: Bool { packedNames != nil }

  /// The question without its text, which is rendered again when it is sent. It can be planned, and replies to it checked.
  package func setAside() -> Question {
    var question = self
    question.userMessage = []
    return question
  }

  /// Whether the text has to be rendered again before it can be sent.
  package var isSetAside: Bool { userMessage.isEmpty }

  /// A name as the user message has it: on one line, and harmless.
  static func asked(_ name: String) -> String {
    HarmlessText.of(SingleLine.collapsed(name))
  }

  /// What one recipe asks.
  init(_ asked: MovieMessage, recipe: Digest) {
    movie = asked.movie
    userMessage = asked.text
    messageBytes = asked.text.count
    packedNames = asked.names.isEmpty ? nil : asked.packedNames
    hash = asked.hash(recipe: recipe)
  }
}
