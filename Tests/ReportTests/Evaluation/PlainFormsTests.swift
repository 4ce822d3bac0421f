import Foundation
import Testing

@testable import Report

@Suite struct PlainFormsTests {
  /// Latin, Greek, Cyrillic and full-width letters, syllables of Hangul: what Unicode no longer changes.
  @Test(arguments: [0xC0...0x24F, 0x370...0x4FF, 0x1E00...0x1FFF, 0xAC00...0xD7A3, 0xFF10...0xFF5A])
  func `letters are as Unicode's compatibility decomposition has them without marks`(
    _ range: ClosedRange<UInt32>
  ) {
    var wrong: [String] = []
    for number in range {
      guard let scalar = Unicode.Scalar(number),
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      else { continue }
      for letter in String(scalar).lowercased().unicodeScalars {
        var plain = String.UnicodeScalarView()
        PlainForms.shared.append(letter, to: &plain)
        let expected = String(letter).decomposedStringWithCompatibilityMapping.unicodeScalars
          .filter { $0.properties.generalCategory != .nonspacingMark }
        let found = plain.filter { $0.properties.generalCategory != .nonspacingMark }
        if !found.elementsEqual(expected) { wrong.append("\(letter): \(String(plain))") }
      }
    }
    #expect(wrong == [])
  }

  @Test(arguments: [("ﬁ", "fi"), ("é", "e"), ("２", "2"), ("ⅷ", "viii"), ("x", "x"), ("ǆ", "dz")])
  func `a letter of many forms has one`(_ letter: String, _ form: String) {
    var plain = String.UnicodeScalarView()
    for scalar in letter.unicodeScalars { PlainForms.shared.append(scalar, to: &plain) }
    #expect(String(plain) == form)
  }
}
