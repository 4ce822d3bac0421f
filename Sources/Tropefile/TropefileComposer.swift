import Yams

/// Makes YAML nodes of a tropefile's text, repeated keys included.
///
/// Yams refuses a text at its first repeated key, tells one of the two places and nothing of what
/// else is wrong. So each repeated key's first letter is replaced by one that no key has, and the
/// text composed again: columns stay as they are, and the reader, who is told the true name, sees
/// all keys and all other faults in one pass.
struct TropefileComposer {
  /// The document's root; `nil` for an empty file.
  let root: Node?
  /// The true names of keys that were masked, by their place.
  let maskedNames: [Place: String]

  /// How many repeated keys are told one by one. Each costs a parse.
  private static let mostMasked = 64

  /// Parses the text; throws what makes it no YAML document, at its place.
  init(_ source: TropefileText) throws(Placed) {
    var source = source
    var masked: [Place: String] = [:]
    while true {
      do {
        root = try Yams.compose(yaml: source.string, .basic, .default, .utf8)
        maskedNames = masked
        return
      } catch let error as YamlError {
        guard case .duplicatedKeysInMapping(let names, let context) = error else {
          throw Self.placed(error, in: source)
        }
        let place = Place(context.mark)
        let name = names.min() ?? ""
        guard masked.count < Self.mostMasked,
          Self.mask(name, at: place, by: masked.count, in: &source)
        else { throw Placed(place, .alreadySet(name: name, line: nil)) }
        masked[place] = name
      } catch {
        throw Placed(
          .start,
          .syntax(problem: "\(error)", context: nil, contextLine: nil, hasTabBefore: false))
      }
    }
  }

  /// Replaces the first letter of a key; says whether it could. Keys with an anchor, a tag or an
  /// escape in front cannot be told apart from their text alone and are left.
  private static func mask(
    _ name: String, at place: Place, by number: Int, in source: inout TropefileText
  ) -> Bool {
    guard let first = name.unicodeScalars.first, var index = source.index(of: place),
      let stranger = Unicode.Scalar(0xE000 + UInt32(number))
    else { return false }
    let quotes: [Unicode.Scalar] = ["'", "\""]
    if quotes.contains(source.scalars[index]) { index += 1 }
    guard index < source.scalars.count, source.scalars[index] == first else { return false }
    source.replace(at: index, with: stranger)
    return true
  }

  private static func placed(_ error: YamlError, in source: TropefileText) -> Placed {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _):
      let place = source.clamped(Place(mark))
      if let context, context.text.hasSuffix("quoted scalar"), problem.contains("unexpected end") {
        return Placed(source.clamped(Place(context.mark)), .openQuote)
      }
      return Placed(
        place,
        .syntax(
          problem: problem, context: context?.text, contextLine: context?.mark.line,
          hasTabBefore: source.hasTab(before: place)))
    case .composer(_, let problem, let mark, _):
      let place = source.clamped(Place(mark))
      if problem.contains("another document") { return Placed(place, .secondDocument) }
      return Placed(
        place, .syntax(problem: problem, context: nil, contextLine: nil, hasTabBefore: false))
    case .reader(let problem, _, _, _):
      return Placed(
        .start, .syntax(problem: problem, context: nil, contextLine: nil, hasTabBefore: false))
    default:
      return Placed(
        .start,
        .syntax(
          problem: error.description, context: nil, contextLine: nil, hasTabBefore: false))
    }
  }
}

extension Place {
  /// Where Yams says that something is.
  init(_ mark: Mark) { self.init(line: mark.line, column: mark.column) }
}
