import Basics

/// What small letters and digits are without accents and without the many forms that Unicode has of one letter:
/// `é` is e, `ﬁ` is fi, `Ⅷ`'s small form is viii, `２` is 2.
///
/// A table of our own rather than Foundation's compatibility decomposition: nothing else in the program needs Foundation,
/// whose Unicode data are 45 MB of a program that has its runtime linked in.
struct PlainForms: Sendable {
  /// Made once, when the first name with more than ASCII is looked at.
  static let shared = PlainForms()

  private let forms: [UInt32: [Unicode.Scalar]]

  private init() {
    var forms: [UInt32: [Unicode.Scalar]] = [:]
    var numbers = PackedNumbers(Self.packed)
    var scalar = 0
    while let gap = numbers.next(), let length = numbers.next(), let count = numbers.next() {
      scalar += gap
      let distances = (0..<count).compactMap { _ in numbers.next() }
      for _ in 0..<length {
        let form = distances.compactMap { distance in
          UInt32(exactly: distance & 1 == 0 ? scalar + distance / 2 : scalar - (distance / 2 + 1))
            .flatMap(Unicode.Scalar.init)
        }
        forms[UInt32(truncatingIfNeeded: scalar)] = form
        scalar += 1
      }
    }
    self.forms = forms
  }

  /// Appends the scalar's plain form; the scalar itself where it is plain.
  func append(_ scalar: Unicode.Scalar, to text: inout String.UnicodeScalarView) {
    if let form = forms[scalar.value] {
      text.append(contentsOf: form)
    } else if let syllable = HangulSyllable(scalar) {
      text.append(contentsOf: syllable.letters)
    } else {
      text.append(scalar)
    }
  }
}

/// A syllable of Korean script, which Unicode numbers by its letters (The Unicode Standard, 3.12).
private struct HangulSyllable {
  private let number: UInt32

  init?(_ scalar: Unicode.Scalar) {
    guard (0xAC00...0xD7A3).contains(scalar.value) else { return nil }
    number = scalar.value - 0xAC00
  }

  /// Two or three.
  var letters: [Unicode.Scalar] {
    let last = number % 28
    return [
      Unicode.Scalar(0x1100 + number / 588), Unicode.Scalar(0x1161 + number % 588 / 28),
      last == 0 ? nil : Unicode.Scalar(0x11A7 + last),
    ].compactMap(\.self)
  }
}
