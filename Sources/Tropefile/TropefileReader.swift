package import TropeModel

/// Reads a tropefile.
///
/// The YAML gives places, lists and sections; what a value means is decided here, from its text and
/// the schema alone, so that `1.9M` and `"1.9M"` are the same and no value changes its type by
/// looking like another.
package struct TropefileReader {
  var settings = Settings(inputDirectory: "")
  private var faults: [Placed] = []
  /// Where each key was set, and where the sections begin.
  private var places: [String: Place] = [:]
  /// Whether a fault already tells why there is no input directory.
  private var explainsMissingInput = false
  /// The keys whose value was refused: the settings still have the default there.
  private var refused: Set<String> = []
  /// What set those keys that the command line sets.
  var sources: [String: String] = [:]
  /// What is wrong with settings of the command line, by what gave them.
  private var settingFaults: [(source: String, fault: TropefileFault)] = []
  /// What gave the setting that is being read; `nil` while the file is.
  var source: String?

  /// The settings of a tropefile, or all that is wrong with it, in the order of the lines.
  ///
  /// - Parameters:
  ///   - bytes: the file's content.
  ///   - path: the file's name, for messages.
  ///   - settings: what the command line sets. It is applied after the file and before what needs
  ///     the whole is checked, so that a flag can give the input directory, or end a contradiction.
  ///   - needsInput: whether settings without an input directory are refused.
  package static func read(
    bytes: [UInt8], path: String, settings: [Setting] = [], needsInput: Bool = true
  ) throws(Diagnostics) -> Settings {
    let composer: TropefileComposer
    do throws(Placed) {
      composer = try TropefileComposer(TropefileText(bytes))
    } catch {
      throw Diagnostics([error.diagnostic(path)])
    }
    var reader = TropefileReader()
    if let root = composer.root { reader.readRoot(root) }
    reader.take(settings)
    reader.checkWhole(needsInput: needsInput)
    let diagnostics = reader.diagnostics(path: path)
    guard diagnostics.isEmpty else { throw Diagnostics(diagnostics) }
    return reader.settings
  }

  init() {}

  mutating func add(_ fault: TropefileFault, at place: Place) {
    if let source {
      settingFaults.append((source, fault))
    } else {
      faults.append(Placed(place, fault))
    }
  }

  private var faultCount: Int { faults.count + settingFaults.count }

  /// All that is wrong: with the file in the order of its lines, then with what the command line sets.
  func diagnostics(path: String) -> [Diagnostic] {
    faults.sorted { $0.place < $1.place }.map { $0.diagnostic(path) }
      + settingFaults.map { source, fault in
        let words = fault.words
        return Diagnostic(path: source, message: words.message, advice: words.advice)
      }
  }

  // MARK: - Sections

  private mutating func readRoot(_ root: Node) {
    refuseTag(of: root)
    switch root {
    case .mapping(let mapping): readSection("", mapping)
    case .scalar(let scalar) where scalar.isNull || scalar.string.isEmpty: break
    default:
      explainsMissingInput = true
      add(.notSections(root.kind), at: root.place)
    }
  }

  private mutating func readSection(_ section: String, _ mapping: Node.Mapping) {
    forEachEntry(of: mapping) { reader, name, place, value in
      // A dot in a name is no way into a section.
      if name.contains(".") { return reader.refuse(name, in: section, value, at: place) }
      let path = TropefileSchema.join(section, name)
      if reader.places[path] == nil { reader.places[path] = place }
      if let key = TropefileSchema.keyByPath[path] {
        reader.readKey(key, value, named: key.documentation.name, at: place)
      } else if TropefileSchema.sectionPaths.contains(path) {
        reader.readSubsection(path, value, at: place)
      } else {
        reader.refuse(name, in: section, value, at: place)
      }
    }
  }

  /// Names every entry once more, refusing repeated ones and those that no section can have.
  mutating func forEachEntry(
    of mapping: Node.Mapping,
    _ body: (inout TropefileReader, _ name: String, Place, _ value: Node) -> Void
  ) {
    var firstLine: [String: Int] = [:]
    for (key, value) in mapping.entries {
      guard case .scalar(let scalar) = key else {
        add(.keyIsNotAWord, at: key.place)
        continue
      }
      let place = key.place
      let name = scalar.string
      if let line = firstLine[name] {
        add(.alreadySet(name: name, line: line), at: place)
      } else {
        firstLine[name] = place.line
      }
      body(&self, name, place, value)
    }
  }

  private mutating func readSubsection(_ path: String, _ value: Node, at place: Place) {
    refuseTag(of: value)
    switch value {
    case .mapping(let mapping): readSection(path, mapping)
    // All keys of the section are commented out: that is how the example leaves most of them.
    case .scalar(let scalar) where scalar.isNull: break
    default:
      if path == "input" { explainsMissingInput = true }
      add(.sectionIsNot(name: TropefileSchema.name(of: path), value.kind), at: place)
    }
  }

  private mutating func refuse(
    _ name: String, in section: String, _ value: Node, at place: Place
  ) {
    if name == "<<" { return add(.mergeKey, at: place) }
    if section.isEmpty, name.contains("."), TropefileSchema.keyByPath[name] != nil {
      if name == "input.directory" { explainsMissingInput = true }
      return add(.dotted(path: name), at: place)
    }
    let siblings = TropefileSchema.names(in: section)
    var near = TropefileSchema.nearest(to: name, in: siblings)
    if let near, TropefileSchema.join(section, near) == "input" || section == "input" {
      explainsMissingInput = true
    }
    if near == nil {
      let elsewhere = TropefileSchema.keys.map(\.path)
      if let path = elsewhere.first(where: { TropefileSchema.name(of: $0) == name }) {
        let home = TropefileSchema.section(of: path)
        return add(.misplaced(name: name, section: home), at: place)
      }
      let nearName = TropefileSchema.nearest(
        to: name, in: elsewhere.map { TropefileSchema.name(of: $0) })
      near = elsewhere.first { TropefileSchema.name(of: $0) == nearName }
    }
    add(
      .unknown(name: name, isSection: value.kind == .mapping, section: section, near: near),
      at: place)
  }

  // MARK: - Values

  mutating func readKey(
    _ key: TropefileKey, _ value: Node, named name: String, at place: Place
  ) {
    let documentation = key.documentation
    let faultsBefore = faultCount
    defer { if faultCount > faultsBefore { refused.insert(documentation.path) } }
    refuseTag(of: value)
    switch key.setter {
    case .value(let set, let clear):
      guard case .scalar(let scalar) = value else {
        return add(.valueIs(name: name, value.kind), at: value.place)
      }
      if scalar.isNull, !scalar.string.isEmpty, let clear { return clear(&settings) }
      if scalar.string.isEmpty || scalar.isNull {
        return add(emptyFault(documentation, scalar, named: name), at: place)
      }
      if let complaint = set(&settings, scalar.string) {
        add(
          .badValue(
            name: name, type: documentation.type, found: scalar.string, complaint),
          at: value.place)
      }
    case .entries(let insert, _):
      if case .mapping(let mapping) = value {
        readEntries(of: documentation, mapping, insert)
      } else if value.scalar?.isNull != true {
        add(.entriesAre(name: name, value.kind), at: value.place)
      }
    case .list(let insert, let clear):
      clear(&settings)
      readList(of: documentation, value, named: name, at: place, insert)
    case .endpoints: readEndpoints(value)
    case .fields(let subject):
      if case .mapping(let mapping) = value {
        readFields(mapping, of: subject)
      } else if value.scalar?.isNull != true {
        add(.entriesAre(name: name, value.kind), at: value.place)
      }
    }
  }

  /// A list, or the parts of a text between its commas.
  private mutating func readList(
    of documentation: KeyDocumentation, _ value: Node, named name: String, at place: Place,
    _ insert: (inout Settings, String) -> ValueComplaint?
  ) {
    var parts: [(text: String, place: Place)] = []
    switch value {
    case .scalar(let scalar) where scalar.isNull && !scalar.string.isEmpty: return
    case .scalar(let scalar):
      parts = scalar.string.split(separator: ",", omittingEmptySubsequences: false).map {
        (Self.trimmed($0), value.place)
      }
    case .sequence(let sequence):
      for element in sequence.elements {
        refuseTag(of: element)
        guard case .scalar(let scalar) = element else {
          return add(.valueIs(name: name, element.kind), at: element.place)
        }
        parts.append((scalar.string, element.place))
      }
    case .mapping: return add(.valueIs(name: name, value.kind), at: value.place)
    }
    for part in parts {
      if part.text.isEmpty {
        add(
          .noValue(name: name, usual: documentation.defaultText, isRequired: false), at: place)
      } else if let complaint = insert(&settings, part.text) {
        add(
          .badValue(
            name: name, type: documentation.type, found: part.text, complaint), at: part.place)
      }
    }
  }

  private static func trimmed(_ text: Substring) -> String {
    var text = text
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return String(text)
  }

  private func emptyFault(
    _ documentation: KeyDocumentation, _ scalar: Node.Scalar, named name: String
  ) -> TropefileFault {
    if scalar.string.isEmpty || documentation.isRequired {
      return .noValue(
        name: name, usual: documentation.defaultText,
        isRequired: documentation.isRequired)
    }
    return .nullValue(name: name, usual: documentation.defaultText)
  }

  private mutating func readEntries(
    of documentation: KeyDocumentation, _ mapping: Node.Mapping,
    _ insert: (inout Settings, String, String) -> ValueComplaint?
  ) {
    forEachEntry(of: mapping) { reader, name, place, value in
      reader.refuseTag(of: value)
      guard case .scalar(let scalar) = value else {
        return reader.add(.valueIs(name: name, value.kind), at: value.place)
      }
      if let complaint = insert(&reader.settings, name, scalar.string) {
        reader.add(.badEntry(name: name, section: documentation.name, complaint), at: place)
      }
    }
  }

  /// Standard tags (`!!str`) change nothing, for values are typed by the schema; others would be
  /// ignored in silence, so they are refused.
  mutating func refuseTag(of node: Node) {
    let tag = node.tag
    // "!" alone only says that the value is not to be typed by its looks.
    if tag.isEmpty || tag == "!" || tag.hasPrefix("tag:yaml.org,2002:") { return }
    add(.unsupportedTag(tag), at: node.place)
  }

  // MARK: - The whole

  private mutating func checkWhole(needsInput: Bool) {
    if settings.recipe.endpoint == .decisions {
      settings.plan.usualStrategy = .realtime
    } else if settings.lanes.batch.command != nil {
      settings.plan.usualStrategy = .batch
    } else if !settings.lanes.realtime.endpoints.isEmpty {
      settings.plan.usualStrategy = .realtime
    }
    if needsInput, settings.input.directory.isEmpty, places["input.directory"] == nil,
      sources["input.directory"] == nil, !explainsMissingInput
    {
      add(.missing(path: "input.directory"), at: places["input"] ?? .start)
    }
    let explicit = Set(places.keys).union(sources.keys)
    for contradiction in settings.contradictions
    where refused.isDisjoint(with: contradiction.keys) {
      source = contradiction.keys.compactMap { sources[$0] }.first
      defer { source = nil }
      let place = contradiction.keys.compactMap { places[$0] }.first ?? .start
      add(.contradiction(contradiction, explicit: explicit), at: place)
    }
  }
}

extension Placed {
  fileprivate func diagnostic(_ path: String) -> Diagnostic {
    let words = fault.words
    return Diagnostic(
      path: path, line: place.line, column: place.column, message: words.message,
      advice: words.advice)
  }
}
