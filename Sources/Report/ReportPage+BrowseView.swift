extension ReportPage {
  /// What is seen of the records: the filters' controls, the list, the record that was chosen. All that is chosen stands in
  /// the page's address, so that a list can be linked to: report.html#trope=Mentor&genre=Drama&movie=31186339.
  static let browseView = #"""
    var section = byId("search"), query = byId("query"), article = byId("record");
    var table = byId("hits"), head = table.tHead, body = table.tBodies[0];
    var mostPrinted = 1000;
    byId("browser").hidden = false;

    var isFiltered = function () {
      return state.find.trim() !== "" || filters.some(function (filter) { return filter.allowed; });
    };

    // The address of the present list, or of one with a filter, or of a movie in it.
    var address = function (movie, only) {
      var parts = new URLSearchParams();
      if (only) return "#" + (parts.set(only[0].key, only[1]), parts.toString());
      ["find", "list", "sort"].forEach(function (key) { if (state[key]) parts.set(key, state[key]); });
      filters.forEach(function (filter) {
        if (filter.isWithout) parts.append("without", filter.key);
        else if (filter.text) parts.set(filter.key, filter.text);
      });
      if (state.rows !== 25) parts.set("rows", state.rows);
      if (state.page > 1) parts.set("page", state.page);
      if (movie) parts.set("movie", movie);
      return "#" + parts.toString();
    };
    var mark = function () {
      section.classList.toggle("unfiltered", !isFiltered());
      section.classList.toggle("chosen", isFiltered() || !article.hidden);
    };
    var keepAddress = function () {
      // Some browsers forbid it to a file, or when it comes too often; then the address is older than the list.
      try { window.history.replaceState(null, "", address(state.movie)); }
      catch (error) { /* as it was */ }
    };

    // Controls.
    var option = function (select, value, text) {
      var element = add(select, "option", text);
      element.value = value;
      return element;
    };
    var makeControl = function (filter) {
      var box = document.createElement(filter.how === "range" ? "fieldset" : "div");
      box.className = "control";
      byId("filters").insertBefore(box, byId("clear").parentNode);
      var named = function (tag, id, text) {
        var label = add(box, "label", text);
        label.htmlFor = id;
        var element = add(box, tag);
        element.id = id;
        element.setAttribute("aria-controls", "hits");
        return element;
      };
      var id = "by-" + filter.key;
      if (filter.how === "range") {
        add(box, "legend", filter.title);
        var least = named("input", id + "-least", "from"), most = named("input", id + "-most", "to");
        [least, most].forEach(function (input) {
          input.type = "number";
          input.step = "any";
          input.addEventListener("change", function () {
            change(filter, least.value || most.value ? least.value + ".." + most.value : null);
          });
        });
        filter.show = function () {
          var bounds = filter.text.split("..");
          least.value = bounds[0] || "";
          most.value = bounds[1] || "";
        };
        return;
      }
      if (filter.how === "words") {
        var input = named("input", id, filter.title + " has the words");
        input.type = "search";
        input.addEventListener("input", function () { change(filter, input.value.trim() || null); });
        filter.show = function () { if (input.value.trim() !== filter.text) input.value = filter.text; };
        return;
      }
      var select = named("select", id, filter.title), options = [];
      option(select, "", "Any");
      var order = filter.values.map(function (_, place) { return place + 1; });
      if (!filter.isOrdered) {
        var rank = rankOf(filter.values);
        order.sort(function (a, b) { return rank[a - 1] - rank[b - 1]; });
      }
      order.concat(0).forEach(function (place) { options[place] = option(select, String(place), ""); });
      select.addEventListener("change", function () {
        var place = select.value === "" ? -1 : Number(select.value);
        change(filter, place > 0 ? filter.values[place - 1] : null, place === 0);
      });
      filter.show = function () {
        var chosen = filter.isWithout ? 0
          : filter.text ? filter.values.indexOf(filter.text) + 1 || -1 : -1;
        options.forEach(function (element, place) {
          var name = place === 0 ? "not told" : filter.values[place - 1];
          element.textContent = name + " (" + number(filter.counts[place]) + ")";
          element.hidden = element.disabled =
            place === 0 && filter.counts[0] === 0 && place !== chosen;
        });
        select.value = chosen < 0 ? "" : String(chosen);
      };
    };

    // The list.
    var shown = function (filter) {
      if (filter.isWithout) return filter.title + " not told";
      return filter.title + " " + filter.text.replace(/^\.\.(.+)$/, "up to $1")
        .replace(/^(.+)\.\.$/, "from $1").replace("..", " to ");
    };
    var caption = function (isPrinted) {
      var parts = filters.filter(function (filter) { return filter.allowed; }).map(shown);
      if (state.find.trim()) parts.unshift("\u201c" + state.find.trim() + "\u201d");
      var text = (lists() ? "Movies" : "Characters") + (parts.length ? ": " + parts.join(", ") : "");
      return isPrinted && found.rows.length > mostPrinted
        ? text + " (the first " + number(mostPrinted) + " of " + number(found.rows.length) + ")" : text;
    };
    var say = function (isPrinted) {
      var unknown = filters.filter(function (filter) { return filter.isUnknown; })[0];
      var rows = found.rows.length, first = (state.page - 1) * state.rows;
      var text = unknown ? "There is no " + unknown.title + " \u201c" + unknown.text + "\u201d here."
        : rows === 0 ? "None found." : lists() ? counted(rows, "movie")
        : counted(rows, "character") + " in " + counted(found.movies, "movie");
      if (rows > state.rows && !isPrinted) {
        text += "; listed: " + number(first + 1) + " to " + number(Math.min(rows, first + state.rows));
      }
      if (!lists() && found.hit && found.bare) {
        text += " " + counted(found.bare, "movie") + " without a character "
          + (found.bare === 1 ? "matches" : "match") + ": choose the list of movies.";
      }
      byId("count").textContent = text;
      byId("place").textContent = "Page " + number(state.page) + " of " + number(pages());
      byId("first").disabled = byId("previous").disabled = state.page <= 1;
      byId("next").disabled = byId("last").disabled = state.page >= pages();
    };
    var pages = function () { return Math.max(1, Math.ceil(found.rows.length / state.rows)); };
    // A value; what the catalog says of it is opened when it is wanted.
    var value = function (parent, tag, place, row) {
      var text = valueOf(place, row), cell = add(parent, tag), field = data.fields[place];
      var meaning = field.definitions && columns[place][row]
        ? field.definitions[columns[place][row] - 1] : "";
      if (!meaning) return void (cell.textContent = text);
      var details = add(cell, "details", undefined, "term");
      add(details, "summary", text);
      add(details, "p", meaning);
      add(details, "a", "List all").href = address("", [filters[place], text]);
      details.lastChild.setAttribute("aria-label", "List all with " + field.title + " " + text);
    };
    var link = function (parent, movie) {
      var element = add(parent, "a", titleOf(movie));
      element.href = address(ids[movie]);
      element.dataset.movie = ids[movie];
    };
    var headings = function (row, titles) {
      var sorted = { title: ["Movie", "ascending"], name: ["Character", "ascending"],
        unsure: ["Confidence", "ascending"], sure: ["Confidence", "descending"] }[state.sort];
      titles.forEach(function (title) {
        var cell = add(row, "th", title);
        cell.scope = "col";
        if (sorted && sorted[0] === title) cell.setAttribute("aria-sort", sorted[1]);
      });
    };
    var tellsWho = filters.some(function (filter) { return filter.key === "by"; });
    var whoOf = function (row) {
      return isByHand(row) ? "hand" : data.models[ofMovies.models[movieOf[row]] - 1];
    };
    var list = function (isPrinted) {
      var first = isPrinted ? 0 : (state.page - 1) * state.rows;
      head.textContent = body.textContent = "";
      byId("hits-caption").textContent = caption(isPrinted);
      headings(add(head, "tr"), lists()
        ? ["Movie"].concat(data.movieFields.map(function (field) { return field.title; }),
          moviesAlone ? [] : ["Characters"], "Genres")
        : ["Character"].concat(data.fields.map(function (field) { return field.title; }),
          tellsWho ? ["Labelled by"] : [], "Movie"));
      found.rows.slice(first, first + (isPrinted ? mostPrinted : state.rows)).forEach(function (row) {
        var line = add(body, "tr"), title = add(line, "th", lists() ? undefined : names[nameOf[row]]);
        title.scope = "row";
        if (lists()) {
          link(title, row);
          var isLost = row >= built;
          data.movieFields.forEach(function (_, place) {
            add(line, "td", !isLost ? ownOf(place, row)
              : moviesAlone && place === 0 ? "could not be built" : "");
          });
          if (!moviesAlone) {
            add(line, "td", isLost ? "could not be built" : number(ofMovies.sizes[row]));
          }
          add(line, "td", genreNames(row));
          return;
        }
        data.fields.forEach(function (_, place) { value(line, "td", place, row); });
        if (tellsWho) add(line, "td", whoOf(row));
        link(add(line, "td"), movieOf[row]);
      });
    };
    var meanings = function () {
      var box = byId("meaning");
      box.textContent = "";
      filters.forEach(function (filter) {
        var place = filter.definitions && filter.text ? filter.values.indexOf(filter.text) : -1;
        if (place < 0 || !filter.definitions[place]) return;
        var line = add(box, "p");
        add(line, "strong", filter.text);
        line.appendChild(document.createTextNode(": " + filter.definitions[place]));
      });
    };
    var refresh = function () {
      sift();
      arrange();
      var known = orders().some(function (order) { return order[0] === state.sort; });
      if (!known) state.sort = "";
      var sort = byId("sort");
      sort.textContent = "";
      orders().forEach(function (order) { option(sort, order[0], order[1]); });
      sort.value = state.sort;
      byId("list").value = state.list;
      byId("rows").value = String(state.rows);
      if (query.value.trim() !== state.find.trim()) query.value = state.find;
      filters.forEach(function (filter) { filter.show(); });
      mark();
      byId("clear").disabled = !isFiltered();
      meanings();
      turn(state.page);
    };
    var turn = function (page) {
      state.page = Math.min(Math.max(1, page), pages());
      list(false);
      say(false);
    };
    var again = function () {
      state.page = 1;
      refresh();
      keepAddress();
    };
    var change = function (filter, text, isWithout) {
      choose(filter, text, isWithout === true);
      again();
    };
    """#
}
