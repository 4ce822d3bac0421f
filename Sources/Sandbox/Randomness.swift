/// Draws that depend on nothing but the seed and a name, so that a run can be repeated whatever the order in
/// which its requests arrive.
struct Randomness: Sendable {
  /// The seed given by the user.
  let seed: UInt64

  /// A number in 0..<1 for this name and count.
  func draw(_ name: String, _ bytes: some Sequence<UInt8> = [], count: Int = 0) -> Double {
    var generator = generator(name, bytes, count: count)
    return generator.share()
  }

  /// A generator for this name and count.
  func generator(
    _ name: String, _ bytes: some Sequence<UInt8>, count: Int = 0
  ) -> SplitMix {
    // FNV-1a over everything that the draw depends on; SplitMix then spreads it.
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ seed
    for byte in name.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    hash = (hash ^ UInt64(truncatingIfNeeded: count)) &* 0x100_0000_01b3
    return SplitMix(state: hash)
  }

  /// A number evenly drawn from a range.
  func draw(in range: ClosedRange<Double>, _ name: String, count: Int) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * draw(name, count: count)
  }
}

/// The SplitMix64 generator (Steele, Lea and Flood, 2014).
struct SplitMix: RandomNumberGenerator, Sendable {
  /// All that the generator remembers.
  var state: UInt64

  /// The next 64 bits.
  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// A number evenly drawn from 0..<1.
  mutating func share() -> Double { Double(next() >> 11) * 0x1p-53 }
}
