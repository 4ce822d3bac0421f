import TropeModel

/// The sections `recipe.fields` and `recipe.movie_fields`, whose names are the user's own.
extension TropefileReader {
  mutating func readFields(_ mapping: Node.Mapping, of subject: FieldSubject) {
    var fields: [RecipeField] = []
    var trope: String?
    var count = 0
    var places: [Place] = []
    forEachEntry(of: mapping) { reader, name, place, value in
      count += 1
      places.append(place)
      reader.refuseTag(of: value)
      var field = FieldReader(name: name, of: subject, at: place)
      guard case .mapping(let entries) = value else {
        reader.add(field.faults)
        return reader.add(.field(.isNoDescription(name: name, value.kind)), at: value.place)
      }
      var seen: Set<String> = []
      reader.forEachEntry(of: entries) { reader, key, place, value in
        reader.refuseTag(of: value)
        // A repeated key is told already.
        if seen.insert(key).inserted { field.take(key, value, at: place) }
      }
      let finished = field.finish()
      reader.add(field.faults)
      guard let finished else { return }
      if finished.type == .trope {
        if let trope { reader.add(.field(.secondTrope(name, first: trope)), at: place) }
        trope = trope ?? name
      }
      fields.append(finished)
    }
    if count > StrictSchema.mostFields {
      add(.field(.tooManyFields(count)), at: places[StrictSchema.mostFields])
    }
    let values = fields.reduce(0) { sum, field in
      if case .choice(let values) = field.type { sum + values.count } else { sum }
    }
    if values > StrictSchema.mostEnumValues, let first = places.first {
      add(.field(.tooManyValues(values)), at: first)
    }
    settings.recipe[subject] = fields
  }

  mutating func add(_ faults: [Placed]) {
    for placed in faults { add(placed.fault, at: placed.place) }
  }
}
