package import TropeModel

/// Why a key could not be written into a tropefile.
package enum TropefileEditFault: Error, Hashable, Sendable {
  /// The file has faults of its own.
  case faults([Diagnostic])
  /// What stands there is not a plain value that could be replaced: an alias, a block of lines, or something else.
  case notPlain(key: String, line: Int)
}

/// Writes values into a tropefile and leaves all else as it is: comments, order, blank lines.
///
/// The text is edited where the parser says that a value stands, and what comes out is read again: it must say what it said
/// before, and the new values. So what this does not understand is refused and never spoilt.
package enum TropefileEditor {
  /// The bytes of the file with these keys set, to nothing by `null`. Only keys with one value can be.
  package static func edited(
    _ bytes: [UInt8], path: String, settings: [Setting]
  ) throws(TropefileEditFault) -> [UInt8] {
    let hasMark = bytes.starts(with: [0xEF, 0xBB, 0xBF])
    var current = bytes
    for setting in settings {
      let expected = try read(current, path, [setting])
      let (text, line) = try edit(current, path, setting)
      current = (hasMark ? [0xEF, 0xBB, 0xBF] : []) + Array(text.utf8)
      guard (try? read(current, path)) == expected else {
        throw .notPlain(key: setting.key, line: line)
      }
    }
    return current
  }

  private static func read(
    _ bytes: [UInt8], _ path: String, _ settings: [Setting] = []
  ) throws(TropefileEditFault) -> Settings {
    do throws(Diagnostics) {
      return try TropefileReader.read(
        bytes: bytes, path: path, settings: settings, needsInput: false)
    } catch {
      throw .faults(error.all)
    }
  }

  // MARK: Editing

  private static func edit(
    _ bytes: [UInt8], _ path: String, _ setting: Setting
  ) throws(TropefileEditFault) -> (text: String, line: Int) {
    let source: TropefileText
    let root: Node?
    do throws(Placed) {
      source = try TropefileText(bytes)
      root = try TropefileComposer(source).root
    } catch {
      throw .faults([Diagnostic(path: path, message: error.fault.words.message)])
    }
    var text = EditedText(source)
    let parts = setting.key.split(separator: ".").map(String.init)
    let value = spelled(setting.text)
    guard case .mapping(let top)? = root else {
      // Nothing is set yet: comments at most.
      text.append(section: parts, value: value)
      return (text.string, text.lines)
    }
    var mapping = top
    // The line that a section's keys stand below.
    var header: Place?
    for (depth, name) in parts.enumerated() {
      let rest = Array(parts.dropFirst(depth))
      let isKey = rest.count == 1
      switch entry(name, in: mapping) {
      case nil:
        if text.isFlow(mapping.place) {
          text.insert(
            flow(rest, value), intoFlowAt: mapping.place, isEmpty: mapping.entries.isEmpty)
        } else if let header {
          text.insert(block(rest, value, indent: mapping.place.column - 1), below: header)
        } else {
          text.append(section: rest, value: value)
        }
        return (text.string, mapping.place.line)
      case (let key, .mapping(let inner))? where !isKey: (mapping, header) = (inner, key.place)
      case (let key, .scalar(let scalar))? where isKey:
        guard text.replace(scalar, by: value, isFlow: text.isFlow(mapping.place)) else {
          throw .notPlain(key: setting.key, line: key.place.line)
        }
        return (text.string, key.place.line)
      case (let key, .scalar(let scalar))? where scalar.isNull && scalar.string.isEmpty:
        // All keys of the section are commented out.
        text.insert(
          block(Array(rest.dropFirst()), value, indent: key.place.column - 1 + 2),
          below: key.place)
        return (text.string, key.place.line)
      case (let key, _)?: throw .notPlain(key: setting.key, line: key.place.line)
      }
    }
    return (text.string, 1)
  }

  private static func entry(
    _ name: String, in mapping: Node.Mapping
  ) -> (key: Node, value: Node)? {
    mapping.entries.first { $0.key.scalar?.string == name }
  }

  /// Lines that set a key, each section on one of its own.
  static func block(_ parts: [String], _ value: String, indent: Int) -> [String] {
    parts.enumerated().map { depth, name in
      String(repeating: " ", count: indent + 2 * depth) + name + ":"
        + (depth == parts.count - 1 ? " \(value)" : "")
    }
  }

  private static func flow(_ parts: [String], _ value: String) -> String {
    parts.dropLast().reversed().reduce("\(parts.last ?? ""): \(value)") { "\($1): {\($0)}" }
  }

  /// A value as YAML has it: in quotes where it would be read as something else.
  private static func spelled(_ text: String) -> String {
    let isPlain =
      text.utf8.allSatisfy { byte in
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x2F, 0x5F: true
        default: false
        }
      } && text.utf8.first.map { $0 != 0x2D } ?? false
    if isPlain { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { quoted.append("\\") }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }
}
