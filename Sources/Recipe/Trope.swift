/// One trope of a catalog: what a character can be labelled with.
package struct Trope: Hashable, Sendable {
  /// What records store: capital letters, digits and underscores, as `CHOSEN_ONE`.
  package let id: String
  /// What the model reads and answers with, as `Chosen One`; a single line.
  package let name: String
  /// What tells the trope from its neighbours; a single line, possibly empty.
  package let description: String

  /// A trope of a catalog; `CatalogReader` is what checks the three parts.
  package init(id: String, name: String, description: String) {
    self.id = id
    self.name = name
    self.description = description
  }
}
