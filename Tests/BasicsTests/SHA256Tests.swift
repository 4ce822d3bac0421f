import Basics
import Testing

@Suite struct SHA256Tests {
  /// FIPS 180-4's examples, and a million times `a` of the same collection.
  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `hashes what the standard hashes`(text: String, expected: String) {
    #expect(hex(SHA256.hash(Array(text.utf8))) == expected)
  }

  @Test func `pieces of any size make the hash of the whole`() {
    let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    var hash = SHA256()
    var rest = bytes[...]
    var size = 1
    while !rest.isEmpty {
      hash.update(Array(rest.prefix(size)))
      rest = rest.dropFirst(size)
      size = size * 3 + 1
    }
    #expect(
      hex(hash.finalize()) == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test func `a copy goes on by itself, and asking for the hash ends nothing`() {
    var one = SHA256()
    one.update(Array("ab".utf8))
    var other = one
    _ = one.finalize()
    other.update(Array("c".utf8))
    one.update(Array("c".utf8))
    #expect(one.finalize() == other.finalize())
    #expect(one.finalize() == SHA256.hash(Array("abc".utf8)))
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
