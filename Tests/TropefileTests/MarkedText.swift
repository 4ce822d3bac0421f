/// A text with marks `1️⃣`, `2️⃣`, … at the places a test expects something at. The marks are taken
/// out of the text; their places are kept.
struct MarkedText {
  let text: String
  /// Line and column of each mark, both counted from 1, by the mark's number.
  let places: [Int: (line: Int, column: Int)]

  init(_ marked: String) {
    var text = ""
    var places: [Int: (line: Int, column: Int)] = [:]
    var line = 1
    var column = 1
    for character in marked {
      let scalars = Array(character.unicodeScalars)
      if scalars.count == 3, scalars[1...].map(\.value) == [0xFE0F, 0x20E3] {
        places[Int(scalars[0].value) - 0x30] = (line, column)
        continue
      }
      text.append(character)
      if character.isNewline {
        line += 1
        column = 1
      } else {
        column += scalars.count
      }
    }
    self.text = text
    self.places = places
  }
}
