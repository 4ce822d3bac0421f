import Inputs
import Testing
import TropeModel

@Suite struct SplitManifestTests {
  private func item(
    _ number: Int64, cast: Bool = false, leftover: Bool = false
  ) throws -> SplitManifest.Item {
    .init(movie: try Workshop.movie(number), hasCast: cast, isLeftover: leftover)
  }

  private func entry(_ number: Int64, plot: Int64? = 5, cast: Int64? = nil) throws -> InputEntry {
    func stamp(_ size: Int64) -> FileStamp {
      FileStamp(modifiedNanoseconds: 1, size: size, changedNanoseconds: 1, inode: 1)
    }
    return InputEntry(
      movie: try Workshop.movie(number), plot: plot.map(stamp), cast: cast.map(stamp))
  }

  @Test func `a manifest comes back from its bytes`() throws {
    let manifest = SplitManifest([
      try item(999_999_999_999_999_999, cast: true, leftover: true), try item(0),
      try item(7, cast: true), try item(8, leftover: true),
      .init(
        movie: try Workshop.movie(9), hasCast: true, isLeftover: false,
        plot: .init(of: [1]), cast: .init(of: [2])),
    ])
    #expect(manifest.items.map(\.movie.number) == [0, 7, 8, 9, 999_999_999_999_999_999])
    #expect(SplitManifest(encoded: manifest.encoded) == manifest)
    #expect(SplitManifest(encoded: SplitManifest([]).encoded) == SplitManifest([]))
    #expect(try manifest.item(of: Workshop.movie(7))?.hasCast == true)
    #expect(try manifest.item(of: Workshop.movie(10)) == nil)
  }

  @Test func `one of an earlier version is read, without what files held`() throws {
    var bytes = Array("TBSPLIT1".utf8)
    for word in [7 << 2 | 1, 8 << 2 | 2] as [UInt64] {
      withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }
    let manifest = SplitManifest([try item(7, cast: true), try item(8, leftover: true)])
    #expect(SplitManifest(encoded: bytes) == manifest)
  }

  @Test func `damaged bytes are no manifest`() throws {
    let bytes = SplitManifest([try item(1), try item(2)]).encoded
    #expect(SplitManifest(encoded: []) == nil)
    #expect(SplitManifest(encoded: Array(bytes.dropLast())) == nil)
    #expect(SplitManifest(encoded: Array(bytes.dropFirst())) == nil)
    #expect(SplitManifest(encoded: bytes + bytes.suffix(24)) == nil)
    #expect(SplitManifest(encoded: bytes + [UInt8](repeating: 0xFF, count: 24)) == nil)
    #expect(SplitManifest(encoded: bytes + bytes.suffix(8)) == nil)
  }

  @Test func `products that are gone or empty are missed`() throws {
    let manifest = SplitManifest([
      try item(1), try item(2, cast: true), try item(3, cast: true, leftover: true),
    ])
    let whole = [try entry(0), try entry(1, cast: 3), try entry(2, cast: 3), try entry(9)]
    #expect(manifest.isWhole(in: whole))
    #expect(!manifest.isWhole(in: []))
    #expect(!manifest.isWhole(in: Array(whole.dropFirst(2))))
    #expect(!manifest.isWhole(in: [try entry(1), try entry(2)]))
    #expect(!manifest.isWhole(in: [try entry(1), try entry(2, cast: 0)]))
    #expect(!manifest.isWhole(in: [try entry(1, plot: 0), try entry(2, cast: 3)]))
    #expect(!manifest.isWhole(in: [try entry(1, plot: nil), try entry(2, cast: 3)]))
  }
}
