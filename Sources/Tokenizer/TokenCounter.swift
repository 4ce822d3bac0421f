/// Counts the tokens of texts as the API does, or, without a vocabulary, bounds them from above.
///
/// A counter is a value that any number of tasks may use at once.
package struct TokenCounter: Sendable {
  private enum Method: Sendable {
    case estimate
    case exact(SessionPool)
  }

  private let method: Method

  private init(_ method: Method) { self.method = method }

  /// A counter whose counts are exact: those of tiktoken's `encode_ordinary`, in which the text of
  /// a special token is ordinary text.
  package init(vocabulary: Vocabulary) {
    self.init(.exact(SessionPool(vocabulary: vocabulary)))
  }

  /// A counter that needs no vocabulary. Its counts are never below the exact ones; show them with
  /// a `≈`. How far above they are, and why they are never below, says ``TokenEstimate``.
  package static let estimate = TokenCounter(.estimate)

  /// Whether counts are exact; else they are upper bounds.
  package var isExact: Bool {
    switch method {
    case .estimate: false
    case .exact: true
    }
  }

  /// The tokens of a text in UTF-8. What is not UTF-8 in it is counted byte by byte as a character
  /// that is neither letter, digit nor space.
  package func count(utf8 bytes: UnsafeRawBufferPointer) -> Int {
    switch method {
    case .estimate: TokenEstimate.count(bytes)
    case .exact(let pool): pool.withSession { $0.count(bytes) }
    }
  }

  /// The tokens of a text in UTF-8.
  package func count(_ bytes: [UInt8]) -> Int {
    bytes.withUnsafeBytes { count(utf8: $0) }
  }

  package func count(_ text: String) -> Int {
    var text = text
    return text.withUTF8 { count(utf8: UnsafeRawBufferPointer($0)) }
  }

  /// The tokens of each of the texts, in their order, in one session: for one task that counts
  /// many.
  package func counts(_ texts: some Sequence<[UInt8]>) -> [Int] {
    switch method {
    case .estimate:
      texts.map { count($0) }
    case .exact(let pool):
      pool.withSession { session in
        texts.map { $0.withUnsafeBytes { session.count($0) } }
      }
    }
  }

  /// Calls `body` with the tokens of each of the texts that stand one behind the other in `bytes`, each ended by a byte that
  /// no text has; in one session.
  package func forEachCount(
    of bytes: UnsafeRawBufferPointer, endedBy end: UInt8, _ body: (Int) -> Void
  ) {
    func each(_ count: (UnsafeRawBufferPointer) -> Int) {
      var start = 0
      for place in 0..<bytes.count where bytes[place] == end {
        body(count(UnsafeRawBufferPointer(rebasing: bytes[start..<place])))
        start = place + 1
      }
    }
    switch method {
    case .estimate: each { TokenEstimate.count($0) }
    case .exact(let pool): pool.withSession { session in each { session.count($0) } }
    }
  }

  /// How many bytes each token of a text in UTF-8 has, or `nil` for an estimate. Slower than counting.
  package func lengths(_ bytes: [UInt8]) -> [Int]? {
    switch method {
    case .estimate: nil
    case .exact(let pool):
      pool.withSession { session in bytes.withUnsafeBytes { session.lengths($0) } }
    }
  }

  /// The ids of a text in UTF-8, or `nil` for an estimate. Slower than counting.
  package func encode(_ bytes: [UInt8]) -> [UInt32]? {
    switch method {
    case .estimate: nil
    case .exact(let pool):
      pool.withSession { session in bytes.withUnsafeBytes { session.encode($0) } }
    }
  }
}
