extension ReportPage {
  /// What is filtered and how it is ordered. Every value of a filter has the number of rows there would be with it and
  /// all other filters.
  static let browseFilters = #"""
    // What is chosen; filters have theirs in themselves. The address has the same.
    var state = { find: "", list: "", sort: "", page: 1, rows: 25, movie: "" };
    var lists = function () { return moviesAlone || state.list === "movies"; };

    // A filter: `allowed` says of each place whether it passes, 0 being where nothing is known; null while it is off.
    var filters = [];
    var addFilter = function (key, title, isOfMovie, values, places) {
      var filter = {
        key: key, title: title, isOfMovie: isOfMovie, values: values, places: places, allowed: null,
        text: "", isWithout: false, isUnknown: false, how: "choice",
        counts: new Int32Array(values.length + 1), seen: new Int32Array(values.length + 1)
      };
      filters.push(filter);
      return filter;
    };
    var one = function (column) {
      var result = [0];
      return function (index) { result[0] = column[index]; return result; };
    };
    var addField = function (field, isOfMovie, column) {
      var filter = addFilter(field.key, field.title, isOfMovie, field.values, one(column));
      if (field.kind === "number") filter.how = "range";
      if (field.kind === "text" && field.values.length > 200) filter.how = "words";
      filter.definitions = field.definitions;
      return filter;
    };
    var certainties = [[0, 0.5], [0.5, 0.7], [0.7, 0.9], [0.9, 0.97], [0.97, 1]];
    var sureColumn = null;
    data.fields.forEach(function (field, place) {
      var column = columns[place];
      if (field.kind === "confidence") {
        sureColumn = new Float64Array(characters);
        var bins = field.values.map(function (value) {
          for (var bin = certainties.length - 1; bin > 0; bin--) {
            if (value >= certainties[bin][0]) break;
          }
          return bin + 1;
        });
        var binOf = new Int32Array(characters);
        for (var row = 0; row < characters; row++) {
          sureColumn[row] = column[row] ? field.values[column[row] - 1] : NaN;
          binOf[row] = column[row] ? bins[column[row] - 1] : 0;
        }
        addFilter(field.key, "Certainty", false, certainties.map(function (bounds) {
          return bounds[0].toFixed(2) + " to " + bounds[1].toFixed(2);
        }), one(binOf)).isOrdered = true;
        return;
      }
      addField(field, false, column);
    });
    var ownFilters = data.movieFields.map(function (field, place) {
      return addField(field, true, ownColumns[place]);
    });
    if (data.genres.length) addFilter("genre", "Genre", true, data.genres, genresOf);
    (function () {
      var decades = [], column = new Int32Array(ids.length);
      var decade = function (movie) {
        var year = yearOf(movie);
        return year !== null && year >= \#(MovieFacts.years.lowerBound)
          && year <= \#(MovieFacts.years.upperBound) ? year - year % 10 : null;
      };
      for (var movie = 0; movie < ids.length; movie++) {
        if (decade(movie) !== null && decades.indexOf(decade(movie)) < 0) decades.push(decade(movie));
      }
      decades.sort();
      for (movie = 0; movie < ids.length; movie++) column[movie] = decades.indexOf(decade(movie)) + 1;
      if (!decades.length) return;
      addFilter("decade", "Decade", true, decades.map(function (decade) { return decade + "s"; }),
        one(column)).isOrdered = true;
    })();
    if (data.failed.length) {
      addFilter("record", "Record", true, ["yes", "no"], function (movie) {
        return [movie < built ? 1 : 2];
      }).isOrdered = true;
    }
    (function () {
      var hand = false, cast = 0;
      for (var row = 0; row < characters; row++) {
        hand = hand || isByHand(row);
        if (isInCast(row)) cast++;
      }
      if (hand || data.models.length > 1) {
        addFilter("by", "Labelled by", false, ["hand"].concat(data.models), function (row) {
          return [isByHand(row) ? 1 : ofMovies.models[movieOf[row]] + 1];
        });
      }
      if (cast > 0 && cast < characters) {
        addFilter("cast", "In the cast", false, ["yes", "no"], function (row) {
          return [isInCast(row) ? 1 : 2];
        });
      }
    })();

    // Puts a text into a filter, as an address or a control has it: null for none.
    var choose = function (filter, text, isWithout) {
      filter.text = text === null ? "" : text;
      filter.isWithout = isWithout;
      filter.isUnknown = false;
      filter.allowed = null;
      if (isWithout) {
        filter.allowed = new Uint8Array(filter.values.length + 1);
        filter.allowed[0] = 1;
        return;
      }
      if (!filter.text) return;
      var allowed = new Uint8Array(filter.values.length + 1);
      if (filter.how === "range") {
        var bounds = filter.text.split("..");
        var least = bounds[0] ? Number(bounds[0]) : -Infinity;
        var most = bounds[1] ? Number(bounds[1]) : Infinity;
        filter.values.forEach(function (value, place) {
          if (value >= least && value <= most) allowed[place + 1] = 1;
        });
      } else if (filter.how === "words") {
        var words = plain(filter.text);
        plainOf(filter.values).forEach(function (value, place) {
          if (value.indexOf(words) >= 0) allowed[place + 1] = 1;
        });
      } else {
        var place = filter.values.indexOf(filter.text);
        filter.isUnknown = place < 0;
        if (place >= 0) allowed[place + 1] = 1;
      }
      filter.allowed = allowed;
    };
    var passes = function (filter, index) {
      var places = filter.places(index), allowed = filter.allowed;
      if (places.length === 0) return allowed[0] === 1;
      for (var i = 0; i < places.length; i++) if (allowed[places[i]]) return true;
      return false;
    };
    var count = function (filter, index, movie) {
      var places = filter.places(index), length = places.length || 1;
      for (var i = 0; i < length; i++) {
        var place = places.length ? places[i] : 0;
        // A movie counts once, however many of its characters have the value.
        if (lists() && filter.seen[place] === movie + 1) continue;
        filter.seen[place] = movie + 1;
        filter.counts[place]++;
      }
    };

    // Exact id, then titles that begin with the words, then that hold them, then ids, then characters.
    var search = function (text) {
      var words = plain(text.trim());
      if (!words) return null;
      var plainTitles = plainOf(titles);
      var isId = /^[0-9]+$/.test(words);
      var hit = { movies: new Uint8Array(ids.length), names: new Uint8Array(names.length) };
      for (var movie = 0; movie < ids.length; movie++) {
        var place = plainTitles[movie].indexOf(words);
        if (isId && ids[movie] === words) hit.movies[movie] = 1;
        else if (place === 0) hit.movies[movie] = 2;
        else if (place > 0) hit.movies[movie] = 3;
        else if (isId && ids[movie].indexOf(words) === 0) hit.movies[movie] = 4;
      }
      // A single letter is in nearly every name.
      if (!isId && words.length > 1) {
        plainOf(names).forEach(function (name, place) {
          if (name.indexOf(words) >= 0) hit.names[place] = 1;
        });
      }
      return hit;
    };

    // The rows that pass, characters or movies; in how many movies; how many more have no character to be listed.
    var found = { rows: [], hit: null, movies: 0, bare: 0 };
    var sift = function () {
      filters.forEach(function (filter) { filter.counts.fill(0); filter.seen.fill(0); });
      var hit = search(state.find), rows = [], movies = 0, bare = 0;
      var ofMovie = filters.filter(function (filter) { return filter.isOfMovie; });
      var ofCharacter = filters.filter(function (filter) { return !filter.isOfMovie; });
      var active = ofCharacter.filter(function (filter) { return filter.allowed; });
      for (var movie = 0; movie < ids.length; movie++) {
        var fails = 0, failing = null, i;
        for (i = 0; i < ofMovie.length; i++) {
          if (ofMovie[i].allowed && !passes(ofMovie[i], movie)) { fails++; failing = ofMovie[i]; }
        }
        if (fails > 1) continue;
        var isHit = !hit || hit.movies[movie] > 0;
        var from = movie < built ? starts[movie] : 0, until = movie < built ? starts[movie + 1] : 0;
        if (from === until) {
          if (!isHit || active.length) continue;
          if (!fails) bare++;
          if (!lists()) continue;
          for (i = 0; i < ofMovie.length; i++) {
            if (!fails || failing === ofMovie[i]) count(ofMovie[i], movie, movie);
          }
          if (!fails) rows.push(movie);
          continue;
        }
        var isListed = false;
        for (var row = from; row < until; row++) {
          if (!isHit && !hit.names[nameOf[row]]) continue;
          var all = fails, which = failing;
          for (i = 0; i < active.length && all < 2; i++) {
            if (!passes(active[i], row)) { all++; which = active[i]; }
          }
          if (all > 1) continue;
          for (i = 0; i < filters.length; i++) {
            if (all && which !== filters[i]) continue;
            count(filters[i], filters[i].isOfMovie ? movie : row, movie);
          }
          if (all) continue;
          if (!isListed) movies++;
          if (!lists()) rows.push(row);
          else if (!isListed) rows.push(movie);
          isListed = true;
        }
      }
      found = { rows: rows, hit: hit, movies: movies, bare: bare };
    };

    // Movies stand where their least or most certain character does.
    var sureOf = function (row, sign) {
      if (!lists()) return isNaN(sureColumn[row]) ? Infinity : sign * sureColumn[row];
      var best = Infinity;
      for (var i = starts[row]; row < built && i < starts[row + 1]; i++) {
        if (sign * sureColumn[i] < best) best = sign * sureColumn[i];
      }
      return best;
    };
    var orders = function () {
      var movie = function (row) { return lists() ? row : movieOf[row]; };
      var year = function (none, sign) {
        return function (row) {
          var year = yearOf(movie(row));
          return year === null ? none : sign * year;
        };
      };
      var result = [["", state.find.trim() ? "Best match first" : "Movie id", null],
        ["title", "Title", function (row) { return rankOf(titles)[movie(row)]; }],
        ["old", "Oldest first", year(Infinity, 1)], ["new", "Newest first", year(Infinity, -1)]];
      if (lists()) {
        if (!moviesAlone) {
          result.push(["most", "Most characters first", function (row) {
            return row < built ? -ofMovies.sizes[row] : Infinity;
          }]);
        }
        data.movieFields.forEach(function (field, place) {
          if (field.kind !== "choice") return;
          result.push(["by-" + ownFilters[place].key, field.title, function (row) {
            var value = ownColumns[place][row];
            return value ? rankOf(field.values)[value - 1] : Infinity;
          }]);
        });
      } else {
        result.push(["name", "Character", function (row) {
          return rankOf(names)[nameOf[row]];
        }]);
        data.fields.forEach(function (field, place) {
          if (field.kind !== "choice") return;
          result.push(["by-" + filters[place].key, field.title, function (row) {
            var value = columns[place][row];
            return value ? rankOf(field.values)[value - 1] : Infinity;
          }]);
        });
      }
      if (sureColumn) {
        result.push(["unsure", "Least certain first", function (row) { return sureOf(row, 1); }],
          ["sure", "Most certain first", function (row) { return sureOf(row, -1); }]);
      }
      return result;
    };
    var arrange = function () {
      var order = orders().filter(function (order) { return order[0] === state.sort; })[0];
      var key = order && order[2], hit = found.hit;
      if (!key) {
        if (!hit) return;
        key = function (row) { return hit.movies[lists() ? row : movieOf[row]] || 5; };
      }
      var keys = new Float64Array(found.rows.length), rows = found.rows;
      var places = Int32Array.from(rows, function (row, place) { keys[place] = key(row); return place; });
      places.sort(function (a, b) { return keys[a] < keys[b] ? -1 : keys[a] > keys[b] ? 1 : a - b; });
      found.rows = Array.from(places, function (place) { return rows[place]; });
    };
    """#
}
