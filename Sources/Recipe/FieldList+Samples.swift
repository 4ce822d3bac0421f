package import Formats
package import TropeModel

extension FieldList {
  /// Values of usual length that answers to a field may have; all equally likely. For forecasts of how
  /// long an answer is.
  package func sampleValues(of field: RecipeField, catalog: Catalog?) -> [JSON] {
    switch field.type {
    case .text: ["a baker who runs a shop in town"]
    case .integer: [42]
    case .number: [42.5]
    case .boolean: [true, false]
    case .choice(let values): values.map(JSON.string)
    case .trope: catalog?.tropes.map { .string($0.name) } ?? []
    }
  }
}
