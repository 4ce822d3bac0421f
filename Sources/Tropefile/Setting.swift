package import TropeModel

/// A key of the tropefile that the command line sets: its value is read by the same schema, and said to be wrong in the
/// same words.
package struct Setting: Hashable, Sendable {
  /// The key's path: `plan.deadline`.
  package var key: String
  /// Its value as a tropefile would have it.
  package var text: String
  /// What gave it, as people typed it: `--deadline`.
  package var source: String

  package init(_ key: String, _ text: String, by source: String) {
    self.key = key
    self.text = text
    self.source = source
  }

  /// What `--set KEY=VALUE` sets; `nil` where the text has no `=`.
  package init?(assignment: String, by source: String) {
    guard let equals = assignment.firstIndex(of: "=") else { return nil }
    self.init(
      String(assignment[..<equals]), String(assignment[assignment.index(after: equals)...]),
      by: source)
  }
}

extension TropefileReader {
  /// What is wrong with settings, each seen for itself: no such key, or a value that the key cannot have.
  package static func faults(in settings: [Setting]) -> [Diagnostic] {
    var reader = TropefileReader()
    reader.take(settings)
    return reader.diagnostics(path: "")
  }

  /// Lays settings of the command line over what the file says.
  mutating func take(_ settings: [Setting]) {
    for setting in settings {
      source = setting.source
      defer { source = nil }
      guard let key = TropefileSchema.keyByPath[setting.key] else {
        add(unknown(setting.key), at: .start)
        continue
      }
      if sources.updateValue(setting.source, forKey: setting.key) != nil {
        add(.setTwice(path: setting.key), at: .start)
      }
      do throws(Placed) {
        readKey(key, try node(of: setting, for: key), named: setting.key, at: .start)
      } catch {
        add(error.fault, at: .start)
      }
    }
  }

  /// A value is the text as it stands; only where names and values are wanted it is YAML, as in a file.
  private mutating func node(of setting: Setting, for key: TropefileKey) throws(Placed) -> Node {
    switch key.setter {
    case .value, .list: return Self.plain(setting.text)
    case .entries(_, let clear): clear(&settings)
    case .fields(let subject): settings.recipe[subject] = []
    case .endpoints: settings.lanes.realtime.endpoints = []
    }
    return try TropefileComposer(TropefileText(Array(setting.text.utf8))).root ?? Self.plain("")
  }

  private static func plain(_ text: String) -> Node {
    .scalar(Node.Scalar(string: text, isPlain: true, tag: "", place: .start))
  }

  private func unknown(_ path: String) -> TropefileFault {
    if TropefileSchema.sectionPaths.contains(path) {
      let keys = TropefileSchema.keys.map(\.path).filter { $0.hasPrefix(path + ".") }
      return .sectionIsSet(path: path, key: keys.first ?? path)
    }
    let known = TropefileSchema.keys.map(\.path)
    let name = TropefileSchema.name(of: path)
    let near =
      TropefileSchema.nearest(to: path, in: known)
      ?? known.first { TropefileSchema.name(of: $0) == name }
    return .unknown(name: path, isSection: false, section: "", near: near)
  }
}
