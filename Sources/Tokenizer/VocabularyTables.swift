import Glibc

/// The vocabulary as tables in one block of memory, which is also the payload of the index file:
///
/// - `slots`: open addressing by hash, 2^19 words: 46 bits of the hash above 18 bits of rank;
/// - `pairs`: the rank of each token of two bytes, by those bytes;
/// - `singles`: the rank of each byte;
/// - `offsets`: where each token starts in `bytes`, and where the last ends;
/// - `bytes`: all tokens, one after the other, and ``padding`` more bytes.
///
/// Sound to send: the memory is written only before the object is handed out, is owned by it (or by
/// the mapped file that it holds), and lives as long as it does.
final class VocabularyTables: @unchecked Sendable {
  /// The rank of what is no token.
  static let noRank: UInt32 = .max
  /// The width of a rank in a slot. All ones mark an empty slot, so there are fewer tokens than
  /// that.
  static let rankBits: UInt64 = 18
  static let emptySlot = UInt64.max
  /// Slots are found by the top bits of the hash: this many.
  static let slotBits = 19
  /// About 2.6 slots a token, so that most look-ups end at the first.
  static let slotCount = 1 << slotBits
  /// Bytes behind the last token, so that whole words may be read there.
  static let padding = 64

  /// The number of tokens; ranks are below it.
  let tokenCount: Int
  /// The length of the longest token in bytes.
  let longestToken: Int
  /// Tokens of three bytes and more, by hash; `slotCount` words.
  let slots: UnsafePointer<UInt64>
  /// 65,536 ranks, by first byte and second.
  let pairs: UnsafePointer<UInt32>
  /// 256 ranks, by byte.
  let singles: UnsafePointer<UInt32>
  /// `tokenCount + 1` offsets into `bytes`.
  let offsets: UnsafePointer<UInt32>
  /// The bytes of all tokens in the order of their ranks.
  let bytes: UnsafePointer<UInt8>
  /// The whole block.
  let block: UnsafeRawBufferPointer
  private let owner: AnyObject

  /// Takes over the filled block at `base`, laid out as ``Layout`` says. `owner` frees it.
  init(base: UnsafeRawPointer, layout: Layout, longestToken: Int, owner: AnyObject) {
    block = UnsafeRawBufferPointer(start: base, count: layout.byteCount)
    self.owner = owner
    self.longestToken = longestToken
    tokenCount = layout.tokenCount
    slots = (base + layout.slots).assumingMemoryBound(to: UInt64.self)
    pairs = (base + layout.pairs).assumingMemoryBound(to: UInt32.self)
    singles = (base + layout.singles).assumingMemoryBound(to: UInt32.self)
    offsets = (base + layout.offsets).assumingMemoryBound(to: UInt32.self)
    bytes = (base + layout.bytes).assumingMemoryBound(to: UInt8.self)
  }

  /// Where the tables lie in the block.
  struct Layout {
    let tokenCount: Int
    let tokenBytes: Int

    var slots: Int { 0 }
    var pairs: Int { slots + slotCount * 8 }
    var singles: Int { pairs + 65536 * 4 }
    var offsets: Int { singles + 256 * 4 }
    var bytes: Int { offsets + (tokenCount + 1) * 4 }
    /// The size of the whole block, a multiple of 8.
    var byteCount: Int { (bytes + tokenBytes + padding + 7) & ~7 }
  }

  /// The rank of the token that these bytes are, or ``noRank``.
  @inline(__always)
  func rank(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt32 {
    if count == 2 { return pairs[Int(start[0]) << 8 | Int(start[1])] }
    if count == 1 { return singles[Int(start[0])] }
    return longRank(start, count)
  }

  /// The same for three bytes and more.
  @inline(__always)
  func longRank(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt32 {
    if count > longestToken { return Self.noRank }
    let hash = Self.hash(start, count)
    var index = Int(truncatingIfNeeded: hash >> UInt64(64 - Self.slotBits))
    let tag = hash << Self.rankBits
    while true {
      let slot = slots[index]
      let rank = slot & (1 << Self.rankBits - 1)
      // An empty slot has a rank of all ones, whatever its tag.
      if rank == 1 << Self.rankBits - 1 { return Self.noRank }
      if (slot ^ tag) >> Self.rankBits == 0, isToken(Int(rank), start, count) {
        return UInt32(truncatingIfNeeded: rank)
      }
      index = (index + 1) & (Self.slotCount - 1)
    }
  }

  @inline(__always)
  private func isToken(_ rank: Int, _ start: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let offset = Int(offsets[rank])
    guard Int(offsets[rank + 1]) - offset == count else { return false }
    let token = bytes + offset
    if count >= 8 {
      if token.load64() != start.load64() { return false }
      if count <= 16 { return token.load64(count - 8) == start.load64(count - 8) }
      return memcmp(token, start, count) == 0
    }
    if count >= 4 {
      return token.load32() == start.load32()
        && token.load32(count - 4) == start.load32(count - 4)
    }
    return memcmp(token, start, count) == 0
  }

  /// A hash of three bytes and more, all of whose bits depend on all bytes.
  @inline(__always)
  static func hash(_ start: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    var low: UInt64
    var high: UInt64
    if count >= 8 {
      low = start.load64()
      high = start.load64(count - 8)
      var rest = start + 8
      let last = start + count - 8
      while rest < last {
        low = mix(low ^ 0x9E37_79B9_7F4A_7C15, rest.load64() ^ 0xC2B2_AE3D_27D4_EB4F)
        rest += 8
      }
    } else if count >= 4 {
      low = UInt64(start.load32())
      high = UInt64(start.load32(count - 4))
    } else {
      low = UInt64(start[0]) | UInt64(start[1]) << 8 | UInt64(start[2]) << 16
      high = 0
    }
    return mix(
      low ^ 0xA076_1D64_78BD_642F, high ^ 0xE703_7ED1_A0B4_28DB ^ UInt64(count) << 56)
  }

  @inline(__always)
  private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}

extension UnsafePointer<UInt8> {
  /// Eight bytes, from any address.
  @inline(__always)
  func load64(_ offset: Int = 0) -> UInt64 {
    UnsafeRawPointer(self).loadUnaligned(fromByteOffset: offset, as: UInt64.self)
  }

  /// Four bytes, from any address.
  @inline(__always)
  func load32(_ offset: Int = 0) -> UInt32 {
    UnsafeRawPointer(self).loadUnaligned(fromByteOffset: offset, as: UInt32.self)
  }
}
