import Formats

/// The lines of a blob, one after the other, without holding all of it.
struct BlobLines {
  private let blob: Blob
  private var buffer: [UInt8] = []
  private var bufferStart = 0
  private var position = 0

  private static let chunk = 1 << 18

  /// The lines from the first on.
  init(_ blob: Blob) { self.blob = blob }

  /// The next line without its line end, and where it stands; `nil` at the end.
  mutating func next() throws(BlobError) -> (offset: Int, bytes: [UInt8])? {
    while true {
      if let end = buffer[position...].firstIndex(of: 0x0A) {
        let line = Array(buffer[position..<end])
        let offset = bufferStart + position
        position = end + 1
        return (offset, line)
      }
      let read = bufferStart + buffer.count
      if read >= blob.count {
        guard position < buffer.count else { return nil }
        let line = Array(buffer[position...])
        let offset = bufferStart + position
        position = buffer.count
        return (offset, line)
      }
      bufferStart += position
      buffer.removeFirst(position)
      position = 0
      buffer.append(contentsOf: try blob.read(at: read, count: Self.chunk))
    }
  }
}

/// One good line of a batch's input file.
struct BatchLine: Sendable, Hashable {
  /// Its `custom_id`, unique in the file.
  var customID: String
  /// Where it begins in the file.
  var offset: Int
  /// Its length in bytes, without the line end.
  var count: Int
}

/// What the check of an input file found.
enum BatchCheck: Sendable {
  /// The batch fails with these errors.
  case refused(model: String?, errors: [BatchFault])
  /// The batch can run; `tokens` are its input tokens, or 0 where nobody limits them.
  case accepted(model: String, lines: [BatchLine], tokens: Int)

  private static let mostRequests = 50_000
  /// More errors than these help nobody.
  private static let mostErrors = 100

  /// Checks an input file line by line. Tokens are counted only where somebody limits them.
  static func run(
    on blob: Blob, endpoint: String, engine: ChatEngine, countsTokens: Bool,
    isGone: (String) -> Bool
  ) throws(BlobError) -> BatchCheck {
    var lines: [BatchLine] = []
    var errors: [BatchFault] = []
    var seen: Set<String> = []
    var model: String?
    var tokens = 0
    var reader = BlobLines(blob)
    var number = 0
    while let (offset, bytes) = try reader.next(), errors.count < mostErrors {
      number += 1
      if bytes.isEmpty || bytes == [0x0D] { continue }
      do throws(BatchFault) {
        let (customID, body) = try parse(bytes, endpoint: endpoint)
        guard seen.insert(customID).inserted else { throw .duplicate(customID) }
        try check(body, model: &model) { engine.model(named: $0) != nil && !isGone($0) }
        if countsTokens { tokens += engine.promptTokens(of: body) }
        lines.append(BatchLine(customID: customID, offset: offset, count: bytes.count))
      } catch {
        var fault = error
        fault.line = number
        errors.append(fault)
      }
    }
    if errors.isEmpty {
      if lines.isEmpty { errors.append(.emptyFile) }
      if lines.count > mostRequests { errors.append(.tooMany(lines.count, limit: mostRequests)) }
    }
    guard errors.isEmpty, let model else { return .refused(model: model, errors: errors) }
    return .accepted(model: model, lines: lines, tokens: tokens)
  }

  private static func parse(
    _ bytes: [UInt8], endpoint: String
  ) throws(BatchFault) -> (String, JSON) {
    guard let line = try? JSON(parsing: bytes), let object = line.objectValue else {
      throw .notJSON
    }
    for key in ["custom_id", "method", "url", "body"] where object[key] == nil {
      throw .missing(key)
    }
    let known: Set = ["custom_id", "method", "url", "body"]
    for key in object.keys where !known.contains(key) { throw .unknown(key) }
    guard let customID = object["custom_id"]?.stringValue, !customID.isEmpty else {
      throw .invalid("custom_id", "a string that is not empty")
    }
    guard object["method"]?.stringValue == "POST" else { throw .invalid("method", "'POST'") }
    guard let url = object["url"]?.stringValue, url == endpoint else {
      throw .wrongURL(object["url"]?.stringValue ?? "", expected: endpoint)
    }
    guard let body = object["body"], body.objectValue != nil else {
      throw .invalid("body", "an object")
    }
    return (customID, body)
  }

  private static func check(
    _ body: JSON, model: inout String?, isServed: (String) -> Bool
  ) throws(BatchFault) {
    guard let name = body["model"]?.stringValue else { throw .missing("body.model") }
    if body["stream"]?.boolValue == true { throw .invalid("body.stream", "false") }
    guard isServed(name) else { throw .unknownModel(name) }
    if let model, model != name { throw .mixedModels(name, first: model) }
    model = name
  }
}

extension ChatEngine {
  /// Input tokens of a body; 0 for one that will be refused.
  func promptTokens(of body: JSON) -> Int { (try? outcome(of: body))?.promptTokens ?? 0 }
}
