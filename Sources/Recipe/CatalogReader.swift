import TropeModel

/// Reads a catalog file and finds every fault of it in one pass.
enum CatalogReader {
  /// Tropes are the values of one enum of the response schema.
  static let mostTropes = StrictSchema.mostEnumValues

  private static let columns = ["id", "name", "description"]

  /// The tropes of the file, or all that is wrong with it.
  static func read(_ bytes: [UInt8], path: String) throws(Diagnostics) -> [Trope] {
    var faults: [Diagnostic] = []
    func report(_ fault: CatalogFault, line: Int?) {
      faults.append(fault.diagnostic(path: path, line: line))
    }

    // A line of nothing but `""` is passed over as an empty one is.
    let records = try RecordReader.records(of: bytes, path: path, notUTF8: CatalogFault.notUTF8)
      .filter { $0.fields != [""] }
    guard let header = records.first else {
      throw Diagnostics([CatalogFault.empty.diagnostic(path: path, line: nil)])
    }

    let names = header.fields.map(SingleLine.collapsed)
    faults += DoubledColumn.all(in: names, of: columns).map {
      $0.diagnostic(path: path, line: header.line)
    }
    let places = Dictionary(
      names.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { first, _ in first })
    let missing = columns.filter { places[$0] == nil }
    if !missing.isEmpty { report(.missingColumns(missing), line: header.line) }
    guard faults.isEmpty, let idPlace = places["id"], let namePlace = places["name"],
      let descriptionPlace = places["description"]
    else { throw Diagnostics(faults) }

    var tropes: [Trope] = []
    var lineOfID: [String: Int] = [:]
    var lineOfName: [String: Int] = [:]
    for record in records.dropFirst() {
      guard record.fields.count == header.fields.count else {
        report(
          .ragged(fields: record.fields.count, expected: header.fields.count), line: record.line)
        continue
      }
      let id = SingleLine.collapsed(record.fields[idPlace])
      let name = SingleLine.collapsed(record.fields[namePlace])
      let description = SingleLine.collapsed(record.fields[descriptionPlace])
      if !isID(id) {
        report(.badID(id, suggestion: suggestedID(for: id.isEmpty ? name : id)), line: record.line)
      } else if let first = lineOfID[id] {
        report(.doubledID(id, firstLine: first), line: record.line)
      } else {
        lineOfID[id] = record.line
      }
      if name.isEmpty {
        report(.emptyName(id: id), line: record.line)
      } else if let first = lineOfName[name] {
        report(.doubledName(name, firstLine: first), line: record.line)
      } else {
        lineOfName[name] = record.line
      }
      tropes.append(Trope(id: id, name: name, description: description))
      if tropes.count == mostTropes + 1 { report(.tooMany(limit: mostTropes), line: record.line) }
    }
    if records.count == 1 { report(.empty, line: header.line) }
    let characters = tropes.reduce(0) { $0 + $1.name.unicodeScalars.count }
    let limit =
      tropes.count > StrictSchema.mostValuesOfAnyLength
      ? StrictSchema.mostCharactersOfLargeEnum : StrictSchema.mostCharacters
    if characters > limit {
      report(.tooLong(tropes: tropes.count, characters: characters, limit: limit), line: nil)
    }
    guard faults.isEmpty else { throw Diagnostics(faults) }
    return tropes
  }

  private static func isID(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy(isIDByte)
  }

  private static func isIDByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// The nearest well-formed id: capitals, every run of other characters one underscore; `nil`
  /// where nothing of the text can stay.
  private static func suggestedID(for text: String) -> String? {
    var id = ""
    for byte in text.uppercased().utf8 {
      if isIDByte(byte), byte != UInt8(ascii: "_") {
        id.unicodeScalars.append(Unicode.Scalar(byte))
      } else if !id.isEmpty, id.utf8.last != UInt8(ascii: "_") {
        id += "_"
      }
    }
    while id.utf8.last == UInt8(ascii: "_") { id.removeLast() }
    return id.isEmpty ? nil : id
  }
}
