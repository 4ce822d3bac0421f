/// What people are told about a key of the tropefile.
package struct KeyDocumentation: Sendable, Hashable {
  /// The sections and the name, joined by dots: `lanes.batch.poll_interval`.
  package var path: String
  /// What a value must be: "a whole number from 1 to 64".
  package var type: String
  /// What the value counts or measures; `nil` where that is not a question.
  package var unit: String?
  /// The default as it would be written, or words for what happens without the key.
  package var defaultText: String
  /// A value that the key can have: the default where that is one.
  package var sample: String
  /// Whether a tropefile must have the key.
  package var isRequired: Bool
  /// What the key sets.
  package var meaning: String
  /// Why one would change it.
  package var whyChange: String

  /// The last word of `path`.
  package var name: String { TropefileSchema.name(of: path) }
  /// All but the last word of `path`; empty for a key of the top level.
  package var section: String { TropefileSchema.section(of: path) }
}

/// A section of the tropefile: keys, or sections, or both.
package struct SectionDocumentation: Sendable, Hashable {
  /// The sections from the outermost on, joined by dots: `lanes.batch`.
  package var path: String
  /// What its keys are about.
  package var meaning: String
}

/// A key as the reader sees it: the documentation, and how a value gets into the settings.
struct TropefileKey: Sendable {
  /// What people are told about the key; its path is the key's identity.
  var documentation: KeyDocumentation
  /// How a value gets into the settings.
  var setter: Setter

  /// How a value gets into the settings; what could not be set is told, not thrown.
  enum Setter: Sendable {
    /// One value. With a `clear`, `null` stands for "none" and is not a mistake.
    case value(
      set: @Sendable (inout Settings, String) -> ValueComplaint?,
      clear: (@Sendable (inout Settings) -> Void)?)
    /// Names and values, as many as one likes.
    case entries(
      add: @Sendable (inout Settings, _ name: String, String) -> ValueComplaint?,
      clear: @Sendable (inout Settings) -> Void)
    /// Values of one kind, as many as one likes: a list, or one text with commas between them.
    case list(
      add: @Sendable (inout Settings, String) -> ValueComplaint?,
      clear: @Sendable (inout Settings) -> Void)
    /// Names of the user's own, each with a description of a field.
    case fields(FieldSubject)
    /// A list of servers, each described by keys of its own.
    case endpoints
  }

  /// A key that always has a value; its default is the one of `Settings`.
  static func key<Value: Sendable>(
    _ path: String, _ property: any WritableKeyPath<Settings, Value> & Sendable,
    _ form: ValueForm<Value>, unit: String? = nil, meaning: String, change: String
  ) -> TropefileKey {
    let usual = form.show(Settings(inputDirectory: "")[keyPath: property])
    return TropefileKey(
      documentation: KeyDocumentation(
        path: path, type: form.type, unit: unit, defaultText: usual, sample: usual,
        isRequired: false, meaning: meaning, whyChange: change),
      setter: .value(
        set: { settings, text in assign(form.read(text)) { settings[keyPath: property] = $0 } },
        clear: nil))
  }

  /// A key that may be without a value. `without` says what happens then.
  static func key<Value: Sendable>(
    _ path: String, _ property: any WritableKeyPath<Settings, Value?> & Sendable,
    _ form: ValueForm<Value>, unit: String? = nil, without: String, sample: String,
    meaning: String, change: String
  ) -> TropefileKey {
    let usual = Settings(inputDirectory: "")[keyPath: property].map(form.show)
    return TropefileKey(
      documentation: KeyDocumentation(
        path: path, type: form.type + ", or null for none", unit: unit,
        defaultText: usual ?? without, sample: usual ?? sample,
        isRequired: false, meaning: meaning, whyChange: change),
      setter: .value(
        set: { settings, text in assign(form.read(text)) { settings[keyPath: property] = $0 } },
        clear: { $0[keyPath: property] = nil }))
  }

  /// A key with as many values as one likes; none at all says what `without` does.
  static func list<Value: Sendable & Equatable>(
    _ path: String, _ property: any WritableKeyPath<Settings, [Value]> & Sendable,
    _ form: ValueForm<Value>, without: String, sample: String, meaning: String, change: String
  ) -> TropefileKey {
    TropefileKey(
      documentation: KeyDocumentation(
        path: path, type: "one or several, separated by commas: \(form.type)", unit: nil,
        defaultText: without, sample: sample, isRequired: false, meaning: meaning,
        whyChange: change),
      setter: .list(
        add: { settings, text in
          assign(form.read(text)) { value in
            if !settings[keyPath: property].contains(value) {
              settings[keyPath: property].append(value)
            }
          }
        }, clear: { $0[keyPath: property] = [] }))
  }

  private static func assign<Value>(
    _ result: Result<Value, ValueComplaint>, to property: (Value) -> Void
  ) -> ValueComplaint? {
    switch result {
    case .success(let value):
      property(value)
      return nil
    case .failure(let complaint):
      return complaint
    }
  }
}
