import Glibc

/// Remembers how many tokens short pieces have, exactly: the slot holds the piece itself.
///
/// A slot is two words: 15 bytes of the piece, and in the last byte its length above its count, both of which
/// fit four bits, as a piece of n bytes has at most n tokens. Two slots share a place; the newer is first.
/// Belongs to one session, thus to one task at a time; a copy would share the memory, so there is none.
struct WordCache: ~Copyable {
  /// The longest piece that fits.
  static let longestPiece = 15
  /// The number of places, a power of two: with 2^16 of 32 bytes the cache is as large as two cores' L2.
  static let placeBits: UInt64 = 16

  /// The four bits of the second word that hold the count.
  static let countMask: UInt64 = 0x0F << 56

  /// Four words a place.
  let places: UnsafeMutablePointer<UInt64>

  init() {
    let words = 4 << Int(Self.placeBits)
    // Zero pages from the system, touched only as far as there are different words.
    places = .allocate(capacity: words)
    places.initialize(repeating: 0, count: words)
  }

  deinit { places.deallocate() }

  /// A piece as the cache spells it, without its count.
  struct Key {
    var low: UInt64
    var high: UInt64

    /// The piece of `count` bytes, 1...15, at `start`, where 16 bytes may be read.
    @inline(__always)
    init(_ start: UnsafePointer<UInt8>, _ count: Int) {
      let low = load64(start)
      let high = load64(start + 8)
      let bits = UInt64(truncatingIfNeeded: count) &* 8
      // Shifts that go to zero: by 64 or more gives 0, so the masks need no branch.
      let lowMask: UInt64 = bits >= 64 ? .max : (1 &<< bits) &- 1
      let highMask: UInt64 = bits > 64 ? (1 &<< (bits &- 64)) &- 1 : 0
      self.low = low & lowMask
      self.high = high & highMask | UInt64(truncatingIfNeeded: count) &<< 60
    }

    /// The first word of its place.
    @inline(__always)
    var place: Int {
      let product = (low ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(
        by: high ^ 0xE703_7ED1_A0B4_28DB)
      return Int(truncatingIfNeeded: (product.high ^ product.low) &>> (64 &- WordCache.placeBits))
        &<< 2
    }
  }
}
