/// Counts without a vocabulary: never below the exact count of o200k_base, for any text.
///
/// The text is cut exactly as the pattern does, which needs no vocabulary. A piece then counts
///
/// - 1 if it is one byte, up to three ASCII digits, or up to 79 blanks: all of these are tokens;
/// - 1 if it is one of the 5,000 most frequent words of the corpus's plots that are tokens;
/// - else the most tokens that it can end up with: merging stops only where no two neighbours join
///   to a token, so neighbours that join to one of some 4,000 short tokens cannot both be there.
///   All else is thought possible, up to one token a byte.
///
/// So it is an upper bound by construction, not by measurement. The words and short tokens were
/// chosen on the real plots (1,288 raw and 1,431 similar ones, 4.9 MB, 1,061,682 tokens), for which
/// the estimate is 1.29 times the exact count; text in other scripts is estimated near its number
/// of bytes.
enum TokenEstimate {
  /// An upper bound of the tokens of the text.
  static func count(_ text: UnsafeRawBufferPointer) -> Int {
    guard let start = text.baseAddress, !text.isEmpty else { return 0 }
    return start.withMemoryRebound(to: UInt8.self, capacity: text.count) { base in
      let splitter = PieceSplitter(base: base, count: text.count)
      let known = known
      var tokens = 0
      var position = 0
      while position < text.count {
        let end = splitter.end(ofPieceAt: position)
        tokens += bound(UnsafeBufferPointer(start: base + position, count: end - position), known)
        position = end
      }
      return tokens
    }
  }

  /// The longest run of blanks up to which every run is a token.
  private static let longestBlankToken = 79

  private static func bound(_ piece: UnsafeBufferPointer<UInt8>, _ known: Known) -> Int {
    if piece.count == 1 || known.isWord(piece) { return 1 }
    if piece.count <= 3, piece.allSatisfy({ 0x30...0x39 ~= $0 }) { return 1 }
    if piece.allSatisfy({ $0 == 0x20 }) {
      return piece.count <= longestBlankToken ? 1 : piece.count
    }
    return mostTokens(piece, known)
  }

  /// The most tokens a piece can be cut into such that no two neighbours join to a known token.
  private static func mostTokens(_ piece: UnsafeBufferPointer<UInt8>, _ known: Known) -> Int {
    // For each of the last four ends, the most tokens up to there: x, y, z with a last token of
    // one, two, three bytes, w with a longer one, or none. Negative: cannot be.
    let cannot = Int.min / 2
    var ring = [SIMD4<Int>](repeating: SIMD4(repeating: cannot), count: 4)
    ring[0].w = 0
    // The most for any number of bytes up to three fewer than now, however it ends.
    var longBefore = cannot
    for end in 1...piece.count {
      var now = SIMD4(repeating: cannot)
      let one = ring[(end - 1) & 3]
      now.x =
        1
        + max(
          one.w,
          end < 2 || known.isToken(piece, end - 2, end) ? cannot : one.x,
          end < 3 || known.isToken(piece, end - 3, end) ? cannot : one.y,
          end < 4 || known.isToken(piece, end - 4, end) ? cannot : one.z)
      if end >= 2 {
        let two = ring[(end - 2) & 3]
        now.y =
          1
          + max(
            two.w, two.z,
            end < 3 || known.isToken(piece, end - 3, end) ? cannot : two.x,
            end < 4 || known.isToken(piece, end - 4, end) ? cannot : two.y)
      }
      if end >= 3 {
        let three = ring[(end - 3) & 3]
        now.z =
          1
          + max(
            three.w, three.z, three.y,
            end < 4 || known.isToken(piece, end - 4, end) ? cannot : three.x)
      }
      if end >= 4 {
        longBefore = max(longBefore, ring[end & 3].max())
        now.w = 1 + longBefore
      }
      ring[end & 3] = now
    }
    return ring[piece.count & 3].max()
  }
}
