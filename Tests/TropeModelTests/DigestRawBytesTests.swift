import Testing
import TropeModel

@Suite struct DigestRawBytesTests {
  @Test func `bytes in memory at any alignment are the same digest`() throws {
    let bytes = (0..<40).map { UInt8($0 * 5) }
    for offset in 0..<8 {
      let slice = Array(bytes[offset..<(offset + 32)])
      let raw = bytes.withUnsafeBytes {
        Digest(raw: UnsafeRawBufferPointer(rebasing: $0[offset..<(offset + 32)]))
      }
      let digest = try #require(raw)
      #expect(digest == Digest(bytes: slice))
      #expect(digest.withRawBytes { Array($0) } == slice)
    }
  }

  @Test(arguments: [0, 31, 33]) func `any other number of bytes is none`(count: Int) {
    let bytes = [UInt8](repeating: 1, count: count)
    #expect(bytes.withUnsafeBytes { Digest(raw: $0) } == nil)
  }

  @Test func `digests are ordered as their bytes`() throws {
    let low = try #require(Digest(bytes: [0, 255] + [UInt8](repeating: 9, count: 30)))
    let high = try #require(Digest(bytes: [1, 0] + [UInt8](repeating: 0, count: 30)))
    #expect(low < high)
    #expect(!(high < low))
    #expect(!(low < low))
  }
}
