/// A piece of a YAML document. Every value stays the text that stands there; what it means the schema decides.
indirect enum Node {
  case scalar(Scalar)
  case sequence(Sequence)
  case mapping(Mapping)

  /// A word, a number, a text.
  struct Scalar {
    /// The text, without its quotes.
    var string: String
    /// Whether it stands without quotes and is no block of lines.
    var isPlain: Bool
    var tag: String
    var place: Place
  }

  /// A list.
  struct Sequence {
    var elements: [Node]
    var tag: String
    var place: Place
  }

  /// A section: its entries in the order of the file, repeated keys included.
  struct Mapping {
    var entries: [(key: Node, value: Node)]
    var tag: String
    var place: Place
  }

  /// Where it begins.
  var place: Place {
    switch self {
    case .scalar(let scalar): scalar.place
    case .sequence(let sequence): sequence.place
    case .mapping(let mapping): mapping.place
    }
  }

  /// The tag that stands before it, resolved; empty where there is none.
  var tag: String {
    switch self {
    case .scalar(let scalar): scalar.tag
    case .sequence(let sequence): sequence.tag
    case .mapping(let mapping): mapping.tag
    }
  }

  /// What it is.
  var kind: NodeKind {
    switch self {
    case .scalar: .scalar
    case .sequence: .list
    case .mapping: .mapping
    }
  }

  var scalar: Scalar? {
    if case .scalar(let scalar) = self { scalar } else { nil }
  }
}

extension Node.Scalar {
  /// What YAML takes for null: only where it is not quoted.
  var isNull: Bool { isPlain && ["", "~", "null", "Null", "NULL"].contains(string) }
}
