import Foundation
import Inputs
import Testing
import TropeModel

@Suite struct SplitStampTests {
  private func stamp(_ size: Int64, trusted: Bool = true) -> SplitStamp {
    SplitStamp(
      plots: FileStamp(modifiedNanoseconds: -5, size: size, changedNanoseconds: .max, inode: 3),
      casts: FileStamp(modifiedNanoseconds: 1, size: 0, changedNanoseconds: 2, inode: -3),
      isTrusted: trusted, origin: "data/raw é\n", inputDirectory: "")
  }

  @Test func `a stamp comes back from its bytes`() {
    #expect(SplitStamp(encoded: stamp(7).encoded) == stamp(7))
    #expect(SplitStamp(encoded: stamp(7, trusted: false).encoded) == stamp(7, trusted: false))
  }

  @Test func `damaged bytes, and those of another format, are no stamp`() {
    let bytes = stamp(7).encoded
    #expect(SplitStamp(encoded: []) == nil)
    #expect(SplitStamp(encoded: Array(bytes.dropLast())) == nil)
    #expect(SplitStamp(encoded: bytes + [0]) == nil)
    #expect(
      SplitStamp(encoded: bytes.map { $0 == UInt8(ascii: "1") ? UInt8(ascii: "2") : $0 }) == nil)
  }

  @Test func `a split holds while its stamp is trusted and equal`() {
    #expect(stamp(7).holds(for: stamp(7)))
    #expect(!stamp(7).holds(for: stamp(8)))
    #expect(!stamp(7, trusted: false).holds(for: stamp(7)))
    var elsewhere = stamp(7)
    elsewhere.inputDirectory = "other"
    #expect(!stamp(7).holds(for: elsewhere))
    elsewhere = stamp(7)
    elsewhere.origin = "other"
    #expect(!stamp(7).holds(for: elsewhere))
  }

  @Test func `the stamp of a split is that of the raw files`() throws {
    let shop = try Workshop()
    try shop.writeRaw(plots: "1\ta\n", casts: "")
    let made = try shop.split.run(previous: nil).stamp
    let now = try shop.split.currentStamp()
    #expect(made.plots == now.plots)
    #expect(made.casts == now.casts)
    try shop.writeRaw(plots: "1\tb\n", casts: "")
    #expect(try shop.split.currentStamp().plots != made.plots)
    #expect(!made.holds(for: try shop.split.currentStamp()))
  }

  @Test func `a raw file with a time to come is never trusted`() throws {
    let shop = try Workshop()
    try shop.writeRaw(plots: "1\ta\n", casts: "")
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSince1970: 4_000_000_000)],
      ofItemAtPath: shop.raw + "/plot_summaries.txt")
    let made = try shop.split.run(previous: nil).stamp
    #expect(!made.holds(for: try shop.split.currentStamp()))
  }
}
