import Formats
import TropeModel

extension MovieMetadata {
  /// The columns of a line.
  package static let columns = 9

  /// The columns whose values are maps, with their places in a line.
  package enum Map: Int, CaseIterable, Hashable, Sendable {
    case languages = 6
    case countries = 7
    case genres = 8
  }

  /// Reads one line without its line end.
  ///
  /// - Parameter faults: gets what is wrong with single columns; these are then empty.
  /// - Throws: what makes the whole line useless.
  init(
    line: UnsafeRawBufferPointer, faults: inout [MetadataFault]
  ) throws(MetadataFault) {
    let fields = Self.fields(of: line)
    guard fields.count == Self.columns else { throw .columns(fields.count) }
    movie = try Self.movie(of: fields[0])
    if let offset = TextBytes.firstInvalid(in: line) { throw .notUTF8(offset: offset) }
    func text(_ column: Int) -> String { String(decoding: fields[column], as: UTF8.self) }
    freebaseID = text(1)
    name = text(2)
    releaseDate = ReleaseDate(text(3))
    if releaseDate == nil, !fields[3].isEmpty { faults.append(.badDate(text(3))) }
    revenue = Self.amount(text(4), .revenue, &faults)
    runtime = Self.amount(text(5), .runtime, &faults)
    func labels(_ map: Map) -> [MetadataLabel] {
      Self.labels(Array(fields[map.rawValue]), map, &faults)
    }
    languages = labels(.languages)
    countries = labels(.countries)
    genres = labels(.genres)
  }

  /// The movie of a line, which is all that many a reader needs to pass it over.
  static func movie(ofLine line: UnsafeRawBufferPointer) throws(MetadataFault) -> MovieID {
    try movie(of: UnsafeRawBufferPointer(rebasing: line.prefix { $0 != 0x09 }))
  }

  private static func movie(of field: UnsafeRawBufferPointer) throws(MetadataFault) -> MovieID {
    if let movie = MovieID(utf8: field) { return movie }
    // As much of it as tells what it is.
    let shown = String(decoding: field.prefix(40), as: UTF8.self)
    throw .badID(field.count > 40 ? shown + "…" : shown)
  }

  private static func fields(of line: UnsafeRawBufferPointer) -> [UnsafeRawBufferPointer] {
    var fields: [UnsafeRawBufferPointer] = []
    var start = 0
    for index in 0..<line.count where line[index] == 0x09 {
      fields.append(UnsafeRawBufferPointer(rebasing: line[start..<index]))
      start = index + 1
    }
    fields.append(UnsafeRawBufferPointer(rebasing: line[start...]))
    return fields
  }

  private static func amount(
    _ text: String, _ column: MetadataFault.Amount, _ faults: inout [MetadataFault]
  ) -> Double? {
    if text.isEmpty { return nil }
    if let value = Double(text), value.isFinite, value >= 0 { return value }
    faults.append(.badAmount(column, text))
    return nil
  }

  private static func labels(
    _ bytes: [UInt8], _ map: Map, _ faults: inout [MetadataFault]
  ) -> [MetadataLabel] {
    // Most movies have none of one kind or another.
    if bytes.isEmpty || bytes == [0x7B, 0x7D] { return [] }
    let document: JSONDocument
    do throws(JSONFault) { document = try JSONDocument(bytes, strings: .checked) } catch {
      faults.append(.badMap(map, "\(error)"))
      return []
    }
    guard document.root.kind == .object else {
      faults.append(.badMap(map, "it is no object"))
      return []
    }
    var labels: [MetadataLabel] = []
    for (id, value) in document.root.members {
      guard let name = value.string else {
        faults.append(.badMap(map, "the value of '\(id)' is no text"))
        continue
      }
      labels.append(MetadataLabel(id: id, name: name))
    }
    return labels
  }
}
