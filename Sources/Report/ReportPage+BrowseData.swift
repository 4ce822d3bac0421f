extension ReportPage {
  /// The records as the script has them: what `RecordRows` wrote, its columns read. A movie is known by its place, those
  /// that failed behind those with a record; a character by its place among all.
  static let browseData = #"""
    var source = byId("records");
    if (!source) return;
    var data = JSON.parse(source.textContent);

    // A column of numbers; NumberText wrote it.
    var small = [];
    for (var code = 32, units = 0; code < 127; code++) {
      if (code !== 34 && code !== 60 && code !== 92) small[code] = units++;
    }
    var numbers = function (text) {
      var result = new Int32Array(text.length), count = 0, i = 0;
      var unit = function () {
        var code = text.charCodeAt(i++);
        return code < 256 ? small[code] : code - 256 + units;
      };
      while (i < text.length) {
        var value = unit();
        if (value >= 50000) value = (value - 49999) * 50000 + unit();
        result[count++] = value;
      }
      return result.subarray(0, count);
    };

    // Texts, joined where one character is in none of them.
    var texts = function (list) {
      return Array.isArray(list) ? list : list.joined.split(list.separator);
    };

    // Movies. Of a failed one there is [id, title, year, genres, reason, attempts].
    var ids = data.movies.ids ? data.movies.ids.split(" ") : [];
    var built = ids.length;
    var titles = texts(data.movies.titles);
    data.failed.forEach(function (failed) { ids.push(failed[0]); titles.push(failed[1]); });
    var ofMovies = {};
    ["years", "sizes", "lanes", "models", "input", "output", "costs", "minutes"]
      .forEach(function (name) { ofMovies[name] = numbers(data.movies[name]); });
    var yearOf = function (movie) {
      if (movie >= built) return data.failed[movie - built][2];
      var place = ofMovies.years[movie];
      return place ? data.years[place - 1] : null;
    };
    // Places in data.genres, from 1 on.
    var genresOf = (function () {
      var list = numbers(data.movies.genres), starts = new Int32Array(built), i = 0;
      for (var movie = 0; movie < built; movie++) {
        starts[movie] = i;
        i += 1 + list[i];
      }
      return function (movie) {
        if (movie >= built) return data.failed[movie - built][3];
        var start = starts[movie] + 1;
        return list.subarray(start, start + list[start - 1]);
      };
    })();

    // Characters.
    var starts = new Int32Array(built + 1);
    for (var place = 0; place < built; place++) {
      starts[place + 1] = starts[place] + ofMovies.sizes[place];
    }
    var characters = starts[built];
    var movieOf = new Int32Array(characters);
    for (place = 0; place < built; place++) {
      movieOf.fill(place, starts[place], starts[place + 1]);
    }
    var names = texts(data.characters.newNames);
    var nameOf = numbers(data.characters.names);
    for (var row = 0, nextName = 0; row < characters; row++) {
      nameOf[row] = nameOf[row] === 0 ? nextName++ : nameOf[row] - 1;
    }
    var marks = numbers(data.characters.marks);
    var isInCast = function (row) { return (marks[row] & 1) !== 0; };
    var isByHand = function (row) { return (marks[row] & 2) !== 0; };
    var columns = data.characters.fields.map(numbers);
    // What is said of movies themselves, 0 of those that failed; and whether nothing else is.
    var ownColumns = data.movies.fields.map(function (text) {
      var column = new Int32Array(ids.length);
      column.set(numbers(text));
      return column;
    });
    var moviesAlone = data.movieFields.length > 0 && !data.fields.length && !characters;

    // Words.
    var plain = function (text) {
      return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
    };
    // Of a list of texts, made when it is first wanted: the same plain, and each one's rank by alphabet.
    var plains = new Map(), ranks = new Map();
    var plainOf = function (texts) {
      if (!plains.has(texts)) plains.set(texts, texts.map(plain));
      return plains.get(texts);
    };
    var rankOf = function (texts) {
      if (!ranks.has(texts)) {
        var words = plainOf(texts), order = Int32Array.from(texts, function (_, i) { return i; });
        order.sort(function (a, b) {
          return words[a] < words[b] ? -1 : words[a] > words[b] ? 1 : a - b;
        });
        var rank = new Int32Array(order.length);
        order.forEach(function (place, i) { rank[place] = i; });
        ranks.set(texts, rank);
      }
      return ranks.get(texts);
    };
    var titleOf = function (movie) {
      var year = yearOf(movie), title = titles[movie] || "Movie " + ids[movie];
      return year === null ? title : title + " (" + year + ")";
    };
    var genreNames = function (movie) {
      return Array.from(genresOf(movie), function (genre) { return data.genres[genre - 1]; }).join(", ");
    };
    // A field's value for a reader.
    var words = function (field, value) {
      if (value === 0) return "–";
      value = field.values[value - 1];
      return field.kind === "confidence" ? value.toFixed(2) : String(value);
    };
    var valueOf = function (place, row) { return words(data.fields[place], columns[place][row]); };
    var ownOf = function (place, movie) {
      return words(data.movieFields[place], ownColumns[place][movie]);
    };
    """#
}
