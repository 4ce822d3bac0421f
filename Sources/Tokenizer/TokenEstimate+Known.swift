extension TokenEstimate {
  /// The words and short tokens that the estimate knows, to look up.
  struct Known {
    /// Open addressing; zero is empty. A word of up to 16 bytes is two words of 64 bits.
    private var words: [SIMD2<UInt64>]
    /// The bytes below their number, so that a leading zero byte counts.
    private var fragments: [UInt64]

    private static let wordBits: UInt64 = 14
    private static let fragmentBits: UInt64 = 14

    fileprivate init() {
      words = Array(repeating: SIMD2(), count: 1 << Int(Self.wordBits))
      fragments = Array(repeating: 0, count: 1 << Int(Self.fragmentBits))
      TokenEstimate.words.withUTF8Buffer { text in
        var start = 0
        while start < text.count {
          let end = text[(start + 1)...].firstIndex(of: 0x20) ?? text.count
          insert(word: UnsafeBufferPointer(rebasing: text[start..<end]))
          start = end
        }
      }
      for (table, length) in [
        (TokenEstimate.pairs, 2), (TokenEstimate.triples, 3), (TokenEstimate.quadruples, 4),
      ] {
        table.withUTF8Buffer { text in
          for start in stride(from: 0, through: text.count - length, by: length) {
            insert(fragment: Self.key(text, start, start + length))
          }
        }
      }
    }

    /// Whether the piece is a known word, with the blank before it.
    func isWord(_ piece: UnsafeBufferPointer<UInt8>) -> Bool {
      guard piece.count <= 16, piece.first == 0x20 else { return false }
      let key = Self.key(word: piece)
      var place = Self.place(key)
      while words[place] != SIMD2() {
        if words[place] == key { return true }
        place = (place + 1) & (words.count - 1)
      }
      return false
    }

    /// Whether these two to four bytes of a piece are known to be a token.
    func isToken(_ piece: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int) -> Bool {
      let key = Self.key(piece, start, end)
      var place = Self.place(key)
      while fragments[place] != 0 {
        if fragments[place] == key { return true }
        place = (place + 1) & (fragments.count - 1)
      }
      return false
    }

    private mutating func insert(word: UnsafeBufferPointer<UInt8>) {
      guard word.count <= 16 else { return }
      let key = Self.key(word: word)
      var place = Self.place(key)
      while words[place] != SIMD2() { place = (place + 1) & (words.count - 1) }
      words[place] = key
    }

    private mutating func insert(fragment key: UInt64) {
      var place = Self.place(key)
      while fragments[place] != 0 { place = (place + 1) & (fragments.count - 1) }
      fragments[place] = key
    }

    private static func key(word: UnsafeBufferPointer<UInt8>) -> SIMD2<UInt64> {
      var key = SIMD2<UInt64>()
      for (index, byte) in word.enumerated() {
        key[index >> 3] |= UInt64(byte) << UInt64((index & 7) * 8)
      }
      return key
    }

    private static func key(
      _ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ end: Int
    ) -> UInt64 {
      var key = UInt64(end - start)
      for index in start..<end { key = key << 8 | UInt64(bytes[index]) }
      return key
    }

    private static func place(_ key: SIMD2<UInt64>) -> Int {
      let mixed = (key.x ^ (key.y &* 0x9E37_79B9_7F4A_7C15)) &* 0xD6E8_FEB8_6659_FD93
      return Int(
        truncatingIfNeeded: ((mixed ^ (mixed >> 32)) &* 0x9E37_79B9_7F4A_7C15) >> (64 - wordBits))
    }

    private static func place(_ key: UInt64) -> Int {
      Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> (64 - fragmentBits))
    }
  }

  /// Made at first use.
  static let known = Known()
}
