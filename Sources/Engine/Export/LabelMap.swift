import Formats
import Inputs

/// Languages, countries and genres as the corpus writes them: an object from Freebase's id to the name.
enum LabelMap {
  /// With a blank after each comma and colon, as in the corpus.
  static func text(_ labels: [MetadataLabel]) -> String {
    let members = labels.map { label in
      "\(JSONText.quoted(label.id)): \(JSONText.quoted(label.name))"
    }
    return "{\(members.joined(separator: ", "))}"
  }
}
