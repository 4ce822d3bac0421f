package import TropeModel

/// What a `.env` file gives `tropebuild`: the variables whose names begin with `OPENAI_`, those that are
/// asked for by name, and no others.
///
/// The file usually belongs to other programs too, so lines that are not ours are passed over in
/// silence, whatever they look like; and as values are keys, no diagnostic ever holds one.
package struct DotEnv: Sendable, Equatable {
  /// The variables by name; those with an empty value are left out, as if not set.
  package var values: [String: String] = [:]
  /// Lines of ours that could not be read, or that win over earlier ones.
  package var diagnostics: [Diagnostic] = []

  /// Reads the bytes of a file; `path` is its name for messages, and `names` are variables that the project names.
  ///
  /// A line is `NAME=value`, with `export` in front or not. A value in single quotes is taken as it
  /// is, in double quotes `\n`, `\t`, `\"`, `\\` and `\$` are read, without quotes it ends before `
  /// #`. Nothing is expanded.
  package static func read(
    _ bytes: [UInt8], path: String = ".env", alsoNamed names: Set<String> = []
  ) -> DotEnv {
    var result = DotEnv()
    var lines = Lines(bytes)
    var lineOf: [String: Int] = [:]
    while let (line, number) = lines.next() {
      guard let (name, rest) = split(line) else { continue }
      guard name.hasPrefix("OPENAI_") || names.contains(name) else {
        // What another program's quotes hold is not ours, though it may look like it.
        lines.skipQuoted(after: rest)
        continue
      }
      switch value(of: rest) {
      case .success(let value):
        if let earlier = lineOf[name] {
          result.add(.repeated(name: name, line: earlier), path, number)
        }
        lineOf[name] = number
        result.values[name] = value.isEmpty ? nil : value
      case .failure(let fault):
        result.add(.unreadable(name: name, fault), path, number)
      }
    }
    return result
  }

  private mutating func add(_ fault: DotEnvFault, _ path: String, _ line: Int) {
    let words = fault.words
    diagnostics.append(
      Diagnostic(path: path, line: line, message: words.message, advice: words.advice))
  }

  /// The name and what follows the `=`; `nil` for a line that sets nothing.
  private static func split(_ line: ArraySlice<UInt8>) -> (name: String, rest: ArraySlice<UInt8>)? {
    var line = trimmed(line)
    let export = Array("export".utf8)
    if line.starts(with: export), let next = line.dropFirst(export.count).first, isBlank(next) {
      line = trimmed(line.dropFirst(export.count))
    }
    guard let equals = line.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let name = trimmed(line[..<equals])
    let isName = name.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    guard isName, !name.isEmpty else { return nil }
    return (String(decoding: name, as: UTF8.self), trimmed(line[line.index(after: equals)...]))
  }

  private static func value(of rest: ArraySlice<UInt8>) -> Result<String, ValueFault> {
    var raw: [UInt8] = []
    var tail: ArraySlice<UInt8> = []
    if let quote = rest.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") {
      guard let quoted = Self.quoted(rest, by: quote) else { return .failure(.openQuote) }
      (raw, tail) = quoted
      let blanks = tail.prefix { isBlank($0) }
      tail = tail.dropFirst(blanks.count)
      guard tail.isEmpty || tail.first == UInt8(ascii: "#") else {
        return .failure(.textAfterQuote)
      }
    } else {
      var previous = UInt8(ascii: " ")
      for byte in rest {
        if byte == UInt8(ascii: "#"), isBlank(previous) { break }
        raw.append(byte)
        previous = byte
      }
      raw = Array(trimmed(raw[...]))
    }
    // Values end up in headers and addresses: nothing else could be sent.
    guard raw.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) else { return .failure(.notPrintable) }
    return .success(String(decoding: raw, as: UTF8.self))
  }

  /// What stands between the quotes, and what follows them; `nil` where they are not closed.
  private static func quoted(
    _ text: ArraySlice<UInt8>, by quote: UInt8
  ) -> (content: [UInt8], rest: ArraySlice<UInt8>)? {
    var content: [UInt8] = []
    var rest = text.dropFirst()
    while let byte = rest.first {
      rest = rest.dropFirst()
      if byte == quote { return (content, rest) }
      guard byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\""), let next = rest.first else {
        content.append(byte)
        continue
      }
      rest = rest.dropFirst()
      switch next {
      case UInt8(ascii: "n"): content.append(UInt8(ascii: "\n"))
      case UInt8(ascii: "t"): content.append(UInt8(ascii: "\t"))
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "$"): content.append(next)
      default: content += [byte, next]
      }
    }
    return nil
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes.drop { isBlank($0) }
    while let last = bytes.last, isBlank(last) { bytes = bytes.dropLast() }
    return bytes
  }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }

  /// Why a value could not be read.
  enum ValueFault: Error, Equatable {
    /// The quote that opens is not closed on the line.
    case openQuote
    /// Something but a comment follows the closing quote.
    case textAfterQuote
    /// It holds what no header and no address can: controls, or letters beyond ASCII.
    case notPrintable
  }

  /// The lines of a file, without their ends.
  private struct Lines {
    private var rest: ArraySlice<UInt8>
    private var number = 0

    init(_ bytes: [UInt8]) {
      rest = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
    }

    mutating func next() -> (line: ArraySlice<UInt8>, number: Int)? {
      guard !rest.isEmpty else { return nil }
      var line = rest.prefix { $0 != UInt8(ascii: "\n") }
      rest = rest.dropFirst(line.count + 1)
      if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
      number += 1
      return (line, number)
    }

    /// If `value` opens a quote that a later line closes, goes on behind that line. A quote that is
    /// never closed was none.
    mutating func skipQuoted(after value: ArraySlice<UInt8>) {
      guard let quote = value.first, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\""),
        DotEnv.quoted(value, by: quote) == nil
      else { return }
      var ahead = self
      while let (line, _) = ahead.next() {
        // Read as the inside of a quote: put one in front of it.
        if DotEnv.quoted([quote] + line, by: quote) != nil {
          self = ahead
          return
        }
      }
    }
  }
}

/// What can be wrong with a line of `.env`.
enum DotEnvFault: Equatable {
  /// An earlier line sets the same variable; the later one counts.
  case repeated(name: String, line: Int)
  /// The line sets a variable of ours and its value cannot be read.
  case unreadable(name: String, DotEnv.ValueFault)
}
