/// The piece boundaries of 64 bytes of simple ASCII at once, by arithmetic on bit masks; bit i
/// speaks of byte i.
///
/// Simple are ASCII letters, blanks and symbols but for `'` (a contraction?) and `/` (part of a
/// newline?). Digits, white space other than the blank, and all that is not ASCII are `complex`: a
/// piece that holds such a byte, or is followed by one, is ``PieceSplitter``'s. With simple bytes
/// alone, the pattern comes down to these rules, for a window whose first byte starts a piece:
///
/// - a blank starts a piece, but of a run of blanks only the first and the last do;
/// - a symbol starts one unless a symbol or a blank is before it;
/// - a letter joins the blank before it, or a single symbol that starts a piece; behind two
///   symbols, or a blank and a symbol, it starts one; behind a letter a capital does that follows a
///   small one.
///
/// A blank before another white space is complex too: the whole run must be seen to cut it.
struct TextWindow {
  /// The bytes that ``init(_:)`` reads.
  static let width = 64

  /// Where pieces start, as far as the window tells: not the last two bytes, which lack their
  /// followers.
  let starts: UInt64
  /// The bytes that are not for this way; the starts behind the first of them are not to be used.
  let complex: UInt64

  /// Looks at the ``width`` bytes from `start`, all of which must be readable.
  @inline(__always)
  init(_ start: UnsafePointer<UInt8>) {
    var lower: UInt64 = 0
    var upper: UInt64 = 0
    var blank: UInt64 = 0
    var other: UInt64 = 0
    // Unrolled by hand: the compiler does not.
    Eight(start.load64(0)).add(at: 0, &lower, &upper, &blank, &other)
    Eight(start.load64(8)).add(at: 8, &lower, &upper, &blank, &other)
    Eight(start.load64(16)).add(at: 16, &lower, &upper, &blank, &other)
    Eight(start.load64(24)).add(at: 24, &lower, &upper, &blank, &other)
    Eight(start.load64(32)).add(at: 32, &lower, &upper, &blank, &other)
    Eight(start.load64(40)).add(at: 40, &lower, &upper, &blank, &other)
    Eight(start.load64(48)).add(at: 48, &lower, &upper, &blank, &other)
    Eight(start.load64(56)).add(at: 56, &lower, &upper, &blank, &other)
    let symbol = ~(lower | upper | blank | other)
    let ink = lower | upper | symbol
    let blankBefore = blank &<< 1
    let symbolBefore = symbol &<< 1
    let letterStarts =
      (upper & (lower &<< 1)) | ((lower | upper) & symbolBefore & ((blank | symbol) &<< 2))
    let blankStarts = blank & (~blankBefore | ~(blank &>> 1))
    let symbolStarts = symbol & ~symbolBefore & ~blankBefore
    // Two blanks are simple before ink only; of more, the last two are.
    complex = other | (blank & (blank &>> 1) & ~(ink &>> 2))
    starts = (letterStarts | blankStarts | symbolStarts) & (1 &<< 62 &- 2)
  }

  /// Eight bytes; in the four masks the top bit of each byte counts.
  private struct Eight {
    let lower: UInt64
    let upper: UInt64
    let blank: UInt64
    let other: UInt64

    @inline(__always)
    init(_ word: UInt64) {
      // All sums stay below 0x100 a byte: no byte disturbs its neighbour.
      let seven = word & Self.all(0x7F)
      let ascii = ~word & Self.all(0x80)
      let small = seven | Self.all(0x20)
      let letter = (small &+ Self.all(0x80 - 0x61)) & ~(small &+ Self.all(0x80 - 0x7B)) & ascii
      // Bit 5 tells small letters from capitals; two places up it is the top bit.
      lower = letter & (word &<< 2)
      upper = letter & ~(word &<< 2)
      blank = ~((seven ^ Self.all(0x20)) &+ Self.all(0x7F)) & ascii
      let control = ~(seven &+ Self.all(0x80 - 0x20))
      let slashOrDigit = (seven &+ Self.all(0x80 - 0x2F)) & ~(seven &+ Self.all(0x80 - 0x3A))
      let apostrophe = ~((seven ^ Self.all(0x27)) &+ Self.all(0x7F))
      other = word | control | slashOrDigit | apostrophe
    }

    @inline(__always)
    func add(
      at shift: UInt64, _ lower: inout UInt64, _ upper: inout UInt64, _ blank: inout UInt64,
      _ other: inout UInt64
    ) {
      lower |= Self.gathered(self.lower) &<< shift
      upper |= Self.gathered(self.upper) &<< shift
      blank |= Self.gathered(self.blank) &<< shift
      other |= Self.gathered(self.other) &<< shift
    }

    /// The top bits of the eight bytes, side by side.
    @inline(__always)
    private static func gathered(_ mask: UInt64) -> UInt64 {
      ((mask & all(0x80)) &* 0x0002_0408_1020_4081) &>> 56
    }

    @inline(__always)
    private static func all(_ byte: UInt64) -> UInt64 { byte &* 0x0101_0101_0101_0101 }
  }
}
