/// Remembers how many tokens short pieces have, exactly: the slot holds the piece itself.
///
/// A slot is two words: 15 bytes of the piece, and in the last byte its length above its count,
/// both of which fit four bits, as a piece of n bytes has at most n tokens. Four slots, a cache
/// line, are a set. A piece met again moves to the front of its set; a new one comes second, so
/// that a word met once drives out no frequent one.
///
/// Belongs to one session, thus to one task at a time; a copy would share the memory, so there is
/// none.
struct WordCache: ~Copyable {
  /// The longest piece that fits.
  static let longestPiece = 15
  /// The number of sets is 2 to this power: with 15, the cache has 2 MB, one huge page.
  static let setBits: UInt64 = 15
  /// The four bits of the second word that hold the count.
  static let countMask: UInt64 = 0x0F << 56

  /// Eight words a set.
  let slots: UnsafeMutablePointer<UInt64>
  private let memory: ZeroedMemory

  /// An empty cache.
  init() {
    let words = 8 << Int(Self.setBits)
    memory = ZeroedMemory(byteCount: words * 8)
    slots = memory.start.bindMemory(to: UInt64.self, capacity: words)
  }

  /// A piece as the cache spells it, without its count.
  struct Key {
    let low: UInt64
    let high: UInt64

    /// The piece of `count` bytes, 1...15, at `start`, where 16 bytes may be read.
    @inline(__always)
    init(_ start: UnsafePointer<UInt8>, _ count: Int) {
      let bits = UInt64(truncatingIfNeeded: count) &* 8
      let lowMask: UInt64 = bits >= 64 ? .max : (1 &<< bits) &- 1
      let highMask: UInt64 = bits > 64 ? (1 &<< (bits &- 64)) &- 1 : 0
      low = start.load64() & lowMask
      high = start.load64(8) & highMask | UInt64(truncatingIfNeeded: count) &<< 60
    }

    /// The first word of its set.
    @inline(__always)
    var set: Int {
      let product = (low ^ 0xA076_1D64_78BD_642F)
        .multipliedFullWidth(by: high ^ 0xE703_7ED1_A0B4_28DB)
      return Int(truncatingIfNeeded: (product.high ^ product.low) &>> (64 &- setBits)) &<< 3
    }
  }

  /// The count in the second word of a slot.
  @inline(__always)
  static func count(in high: UInt64) -> Int {
    Int(truncatingIfNeeded: (high & countMask) &>> 56)
  }

  /// Looks behind the first slot of a set and moves what it finds to the front.
  @inline(__always)
  static func promote(_ key: Key, in set: UnsafeMutablePointer<UInt64>) -> Int? {
    for slot in stride(from: 2, to: 8, by: 2)
    where set[slot] == key.low && set[slot + 1] & ~countMask == key.high {
      let high = set[slot + 1]
      set[slot] = set[0]
      set[slot + 1] = set[1]
      set[0] = key.low
      set[1] = high
      return count(in: high)
    }
    return nil
  }

  /// Puts a piece into the second slot of its set; the last one goes.
  @inline(__always)
  static func insert(_ key: Key, count: Int, into set: UnsafeMutablePointer<UInt64>) {
    set[6] = set[4]
    set[7] = set[5]
    set[4] = set[2]
    set[5] = set[3]
    set[2] = key.low
    set[3] = key.high | UInt64(truncatingIfNeeded: count) << 56
  }
}
