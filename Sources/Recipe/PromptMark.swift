import TropeModel

/// A place in a prompt where something of the recipe goes.
package enum PromptMark: String, CaseIterable, Sendable {
  /// The list of tropes.
  case catalog = "{{catalog}}"
  /// The list of fields.
  case fields = "{{fields}}"
}

extension FieldList {
  /// The marks that a prompt for these fields has, in the order in which they go before a text without them. The
  /// trope alone needs no list of fields: it has had its own words from the first version on.
  package var marks: [PromptMark] {
    switch kind {
    case .tropes: [.catalog]
    case .deaths, .custom: asksForTrope ? [.catalog, .fields] : [.fields]
    }
  }
}
