import CYAML

/// Makes nodes of a tropefile's text, repeated keys included: the reader tells of them, with all other faults.
struct TropefileComposer {
  /// The document's root; `nil` for an empty file.
  let root: Node?

  /// Parses the text; throws what makes it no YAML document, at its place.
  init(_ source: TropefileText) throws(Placed) {
    var text = source.string
    let parsed = text.withUTF8 { bytes in
      Result { () throws(Placed) -> Node? in
        var composing = try Composing(bytes, source)
        return try composing.document()
      }
    }
    root = try parsed.get()
  }
}

/// Takes libyaml's events one after another. The text must outlive it.
private struct Composing: ~Copyable {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let source: TropefileText
  private var anchors: [String: Node] = [:]
  private var depth = 0

  /// How deep lists and sections may stand in one another. A tropefile needs four.
  private static let mostDepth = 64

  init(_ bytes: UnsafeBufferPointer<UInt8>, _ source: TropefileText) throws(Placed) {
    self.source = source
    parser = .allocate(capacity: 1)
    parser.initialize(to: yaml_parser_t())
    guard yaml_parser_initialize(parser) == 1 else { throw Self.noMemory }
    yaml_parser_set_input_string(parser, bytes.baseAddress, bytes.count)
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deinitialize(count: 1)
    parser.deallocate()
  }

  /// The only document; `nil` where there is none.
  mutating func document() throws(Placed) -> Node? {
    _ = try next()
    let start = try next()
    if start.type == YAML_STREAM_END_EVENT { return nil }
    let root = try node(try next())
    _ = try next()
    let end = try next()
    guard end.type == YAML_STREAM_END_EVENT else { throw Placed(end.place, .secondDocument) }
    return root
  }

  private mutating func node(_ event: Event) throws(Placed) -> Node {
    let node: Node
    switch event.type {
    case YAML_ALIAS_EVENT:
      guard let anchor = event.anchor, let found = anchors[anchor] else {
        throw Placed(
          event.place,
          .syntax(
            problem: "found undefined alias", context: nil, contextLine: nil, hasTabBefore: false))
      }
      return found
    case YAML_SCALAR_EVENT:
      node = .scalar(
        Node.Scalar(
          string: event.text, isPlain: event.isPlain, tag: event.tag, place: event.place))
    case YAML_SEQUENCE_START_EVENT:
      try enter(event)
      var elements: [Node] = []
      while let element = try child(before: YAML_SEQUENCE_END_EVENT) { elements.append(element) }
      depth -= 1
      node = .sequence(Node.Sequence(elements: elements, tag: event.tag, place: event.place))
    default:
      try enter(event)
      var entries: [(key: Node, value: Node)] = []
      while let key = try child(before: YAML_MAPPING_END_EVENT) {
        entries.append((key, try self.node(try next())))
      }
      depth -= 1
      node = .mapping(Node.Mapping(entries: entries, tag: event.tag, place: event.place))
    }
    if let anchor = event.anchor { anchors[anchor] = node }
    return node
  }

  private mutating func child(before end: yaml_event_type_t) throws(Placed) -> Node? {
    let event = try next()
    return event.type == end ? nil : try node(event)
  }

  private mutating func enter(_ event: Event) throws(Placed) {
    depth += 1
    guard depth <= Self.mostDepth else {
      throw Placed(
        event.place,
        .syntax(
          problem: "sections stand in one another more than \(Self.mostDepth) deep", context: nil,
          contextLine: nil, hasTabBefore: false))
    }
  }

  // MARK: Events

  /// What an event says, copied.
  private struct Event {
    var type: yaml_event_type_t
    var place: Place
    var anchor: String?
    var tag = ""
    var text = ""
    var isPlain = false
  }

  private mutating func next() throws(Placed) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw fault() }
    defer { yaml_event_delete(&event) }
    let node = cyaml_node_of(&event)
    return Event(
      type: event.type, place: Place(event.start_mark), anchor: Self.text(node.anchor),
      tag: Self.text(node.tag) ?? "",
      text: String(
        decoding: UnsafeBufferPointer(start: node.value, count: node.length), as: UTF8.self),
      isPlain: node.is_plain == 1)
  }

  private static func text(_ start: UnsafePointer<UInt8>?) -> String? {
    start.map { String(cString: $0) }
  }

  // MARK: Faults

  private static let noMemory = Placed(
    .start,
    .syntax(problem: "out of memory", context: nil, contextLine: nil, hasTabBefore: false))

  private func fault() -> Placed {
    let failed = parser.pointee
    let problem = failed.problem.map { String(cString: $0) } ?? "unreadable"
    switch failed.error {
    case YAML_SCANNER_ERROR, YAML_PARSER_ERROR:
      let context = failed.context.map { String(cString: $0) }
      let contextPlace = Place(failed.context_mark)
      if let context, context.hasSuffix("quoted scalar"), problem.contains("unexpected end") {
        return Placed(source.clamped(contextPlace), .openQuote)
      }
      let place = source.clamped(Place(failed.problem_mark))
      return Placed(
        place,
        .syntax(
          problem: problem, context: context, contextLine: context == nil ? nil : contextPlace.line,
          hasTabBefore: source.hasTab(before: place)))
    default:
      return Placed(
        .start, .syntax(problem: problem, context: nil, contextLine: nil, hasTabBefore: false))
    }
  }
}

extension Place {
  /// Where libyaml says that something is; it counts from 0.
  fileprivate init(_ mark: yaml_mark_t) {
    self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
  }
}
