/// What a name is compared by where its exact spelling did not come back.
///
/// Models straighten quotes, change letter case, blanks and dashes, and compose accents; none of
/// that makes another character. White space is collapsed, case and the forms of quotes,
/// apostrophes and dashes are folded, what is invisible (direction marks, joiners) is dropped; canonical equivalence is that of `String`.
struct NameKey: Hashable {
  private let text: String

  init(_ name: String) {
    var scalars = String.UnicodeScalarView()
    for scalar in SingleLine.collapsed(name).unicodeScalars {
      switch scalar.value {
      case 0x60, 0xB4, 0x2018...0x201B, 0x2032, 0x2035, 0x2BC: scalars.append("'")
      case 0x201C...0x201F, 0x2033, 0x2036, 0xAB, 0xBB: scalars.append("\"")
      case 0x2010...0x2015, 0x2212: scalars.append("-")
      case 0x2026: scalars.append(contentsOf: "...".unicodeScalars)
      default:
        if !scalar.properties.isDefaultIgnorableCodePoint { scalars.append(scalar) }
      }
    }
    text = String(scalars).lowercased()
  }

  /// Whether nothing is left of the name.
  var isEmpty: Bool { text.isEmpty }
}
