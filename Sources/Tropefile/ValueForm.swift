import Basics
import TropeModel

/// What a value looks like: how it is read, how it is written, and how people call it.
struct ValueForm<Value: Sendable>: Sendable {
  /// What the value must be, as in "must be a whole number from 1 to 64".
  let type: String
  /// The value, or why there is none.
  let read: @Sendable (String) -> Result<Value, ValueComplaint>
  /// Written so that `read` reads it back.
  let show: @Sendable (Value) -> String
}

/// Why a value was refused. Those that might hold a key say so, so that nobody prints them.
enum ValueComplaint: Error, Equatable {
  /// It is not of the form, or out of its range.
  case wrong
  /// A number that is of no use without a unit.
  case unitMissing
  /// Not one of the words that are known; this one is near.
  case near(String)
  /// A URL with a user name or password in it.
  case urlWithPassword
  /// A header that the program sets itself.
  case headerIsSetByProgram
  case headerCarriesKey
  case looksLikeKey
  /// Not a word for what an export holds; this one is near.
  case notAnExport(String?)
  /// A name that no header can have.
  case notAHeaderName
  /// A value that no header can have.
  case notAHeaderValue
  /// A separator of blanks alone, or of none.
  case blankSeparator
}

extension ValueForm where Value == Int {
  /// Whole numbers in a range, written as `Quantity.parseCount` reads them.
  static func count(_ range: ClosedRange<Int>) -> Self {
    ValueForm(
      type: "a whole number from \(range.lowerBound) to \(Quantity.show(count: range.upperBound))",
      read: { within(range, Quantity.parseCount($0)) },
      show: { Quantity.show(count: $0) })
  }

  /// Whole numbers of either sign, of at most 18 digits.
  static let integer = ValueForm(
    type: "a whole number",
    read: { text in Quantity.parseInteger(text).map { .success($0) } ?? .failure(.wrong) },
    show: { String($0) })

  /// Bytes.
  static func size(_ range: ClosedRange<Int>) -> Self {
    ValueForm(
      type: "a size such as 200MB or 200MiB, at most \(Quantity.show(size: range.upperBound))",
      read: { within(range, Quantity.parseSize($0)) },
      show: { Quantity.show(size: $0) })
  }
}

extension ValueForm where Value == Double {
  /// Numbers without a unit.
  static func number(_ range: ClosedRange<Double>) -> Self {
    let bounds = [range.lowerBound, range.upperBound].map { Quantity.show(number: $0) }
    return ValueForm(
      type: "a number from \(bounds[0]) to \(bounds[1])",
      read: { within(range, Quantity.parseNumber($0)) },
      show: { Quantity.show(number: $0) })
  }

  /// US dollars.
  static func dollars(_ range: ClosedRange<Double>) -> Self {
    let bounds = [range.lowerBound, range.upperBound].map { Quantity.show(dollars: $0) }
    return ValueForm(
      type: "an amount in dollars such as $5 or 0.075, from \(bounds[0]) to \(bounds[1])",
      read: { within(range, Quantity.parseDollars($0)) },
      show: { Quantity.show(dollars: $0) })
  }
}

extension ValueForm where Value == Double {
  /// Parts of a whole: `2%`, or `0.02`.
  static func share(_ range: ClosedRange<Double>) -> Self {
    let bounds = [range.lowerBound, range.upperBound].map { Quantity.show(percent: $0) }
    return ValueForm(
      type: "a share such as 2% or 0.02, from \(bounds[0]) to \(bounds[1])",
      read: { within(range, Quantity.parseShare($0)) },
      show: { Quantity.show(percent: $0) })
  }
}

extension ValueForm where Value == Duration {
  /// Times; a number without a unit is refused.
  static func duration(_ range: ClosedRange<Duration>) -> Self {
    let bounds = [range.lowerBound, range.upperBound].map { Quantity.show(duration: $0) }
    return ValueForm(
      type: "a time such as 90s, 24h or 1h30m, from \(bounds[0]) to \(bounds[1])",
      read: { text in
        if Quantity.parseDuration(text) == nil, Quantity.parseNumber(text) != nil {
          return .failure(.unitMissing)
        }
        return within(range, Quantity.parseDuration(text))
      },
      show: { Quantity.show(duration: $0) })
  }
}

extension ValueForm where Value == Bool {
  /// `true`, `false`, `yes`, `no`, in lower case, and no other word: `on` and `off` are refused
  /// rather than guessed at.
  static let flag = ValueForm(
    type: "true or false",
    read: { text in
      switch text {
      case "true", "yes": .success(true)
      case "false", "no": .success(false)
      default: .failure(.wrong)
      }
    },
    show: { $0 ? "true" : "false" })
}

extension ValueForm where Value == String {
  /// Any file name; whether it exists is found out when it is opened.
  static let path = text("a path")
  /// Any name; only the server knows which there are.
  static let modelName = text("the name of a model")

  /// The name of a column of a table, as its header has it.
  static let columnName = text("the name of a column")
  /// What parts the values in a cell. Blanks around it are no part of it, for they are taken from the values as well; a line
  /// feed or a tab may stand alone.
  static let separator = ValueForm(
    type: "the characters between the values of a cell, such as \";\" or \"\\n\"",
    read: { text in
      let trimmed = text.trimmed()
      if trimmed.isEmpty {
        for blank in ["\n", "\t"] where text.contains(blank) { return .success(blank) }
        return .failure(.blankSeparator)
      }
      return Self.text("").read(trimmed)
    },
    show: { $0 })

  /// One line of text without white space at its ends and without control characters.
  static func text(_ type: String) -> Self {
    ValueForm(
      type: type,
      read: { text in
        let isPlain = !text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
        let isTrimmed = text.first?.isWhitespace == false && text.last?.isWhitespace == false
        return isPlain && isTrimmed ? .success(text) : .failure(.wrong)
      },
      show: { $0 })
  }

  /// A line for a shell that says where a batch is read from and its answers are written to.
  static let batchCommand = ValueForm(
    type: "a command with {input} and {output} in it",
    read: { line in
      guard ["{input}", "{output}"].allSatisfy(line.contains) else { return .failure(.wrong) }
      return text("").read(line)
    },
    show: { $0 })

  /// One of these words, in just this spelling.
  static func oneOf(_ words: [String]) -> Self {
    ValueForm(
      type: "one of " + words.map { "'\($0)'" }.joined(separator: ", "),
      read: { text in
        if words.contains(text) { return .success(text) }
        return .failure(EditDistance.nearest(to: text, in: words).map { .near($0) } ?? .wrong)
      },
      show: { $0 })
  }

  /// The name of a header that the program does not set otherwise.
  static let headerName = ValueForm(
    type: "the name of a header such as api-key",
    read: { text in ExtraHeader.keyHeaderComplaint(text).map { .failure($0) } ?? .success(text) },
    show: { $0 })

  /// What `HTTPAddress.check` accepts.
  static let httpURL = ValueForm(
    type: "an http or https address such as https://api.example.org/v1",
    read: { HTTPAddress.check($0) },
    show: { $0 })
}

extension ValueForm where Value == Strategy {
  /// The raw value of a `Strategy`.
  static let strategy = words(Strategy.allCases)
}

extension ValueForm where Value == Endpoint {
  /// The raw value of an `Endpoint`.
  static let endpoint = words(Endpoint.allCases)
}

extension ValueForm where Value == RecipeKind {
  /// The raw value of a `RecipeKind`.
  static let recipeKind = words(RecipeKind.allCases)
}

extension ValueForm where Value == CharacterSource {
  /// The raw value of a `CharacterSource`.
  static let characters = words(CharacterSource.allCases)
}

extension ValueForm where Value == ConfidenceSource {
  /// The raw value of a `ConfidenceSource`.
  static let confidence = words(ConfidenceSource.allCases)
}

extension ValueForm where Value: RawRepresentable & Sendable, Value.RawValue == String {
  /// The raw value of one of these.
  fileprivate static func words(_ cases: [Value]) -> Self {
    let words = ValueForm<String>.oneOf(cases.map(\.rawValue))
    return ValueForm(
      type: words.type,
      read: { text in
        words.read(text).flatMap { word in
          Value(rawValue: word).map { .success($0) } ?? .failure(.wrong)
        }
      },
      show: { $0.rawValue })
  }
}

private func within<Value: Comparable>(
  _ range: ClosedRange<Value>, _ value: Value?
) -> Result<Value, ValueComplaint> {
  guard let value, range.contains(value) else { return .failure(.wrong) }
  return .success(value)
}
