extension ReportPage {
  /// The record that was chosen, and what listens: controls, the address, the printer.
  static let browseRecord = #"""
    var facts = function (movie) {
      var time = new Date((ofMovies.minutes[movie] + data.movies.firstMinute) * 60000).toISOString();
      var cost = ofMovies.costs[movie] / 1e6;
      return ["movie " + ids[movie], data.lanes[ofMovies.lanes[movie] - 1],
        data.models[ofMovies.models[movie] - 1],
        number(ofMovies.input[movie]) + " tokens in, " + number(ofMovies.output[movie]) + " out",
        "$" + cost.toFixed(cost < 0.01 ? 6 : 2),
        "built " + time.slice(0, 10) + " " + time.slice(11, 16)].join(" \u00b7 ");
    };
    var own = function (parent, movie) {
      if (!data.movieFields.length) return;
      var list = add(parent, "dl");
      data.movieFields.forEach(function (field, place) {
        add(list, "dt", field.title);
        add(list, "dd", ownOf(place, movie));
      });
    };
    var cast = function (parent, movie) {
      var from = starts[movie], until = starts[movie + 1];
      if (from === until) return void add(parent, "p", "No character.");
      var table = add(add(parent, "div", undefined, "scroll"), "table");
      table.parentNode.tabIndex = 0;
      table.parentNode.setAttribute("role", "region");
      table.parentNode.setAttribute("aria-label", "Characters of " + titleOf(movie));
      var hasHands = false;
      for (var row = from; row < until; row++) hasHands = hasHands || isByHand(row);
      var line = add(add(table, "thead"), "tr");
      ["Character"].concat(data.fields.map(function (field) { return field.title; }),
        "In the cast", hasHands ? "Labelled by" : [])
        .forEach(function (title) { add(line, "th", title).scope = "col"; });
      var rows = add(table, "tbody");
      for (row = from; row < until; row++) {
        line = add(rows, "tr");
        add(line, "th", names[nameOf[row]]).scope = "row";
        data.fields.forEach(function (_, place) { value(line, "td", place, row); });
        add(line, "td", isInCast(row) ? "yes" : "no");
        var note = data.characters.notes[row];
        if (hasHands) add(line, "td", whoOf(row) + (note ? ": " + note : ""));
      }
    };
    // The plot's file lies beside the page and is opened when it is wanted.
    var plot = function (parent, movie) {
      if (!data.plots) return;
      var place = data.plots.before + ids[movie] + data.plots.after;
      var details = add(parent, "details", undefined, "plot");
      add(details, "summary", "Plot");
      details.addEventListener("toggle", function () {
        if (!details.open || details.querySelector("iframe")) return;
        var frame = add(details, "iframe");
        frame.title = "Plot of " + titleOf(movie);
        frame.setAttribute("src", place);
        add(add(details, "p", undefined, "note"), "a", "The plot's file by itself").href = place;
      });
    };
    var show = function (id) {
      var movie = ids.indexOf(id);
      article.textContent = "";
      article.hidden = false;
      add(article, "button", "Close", "close").type = "button";
      article.firstChild.addEventListener("click", close);
      add(article, "h3", movie < 0 ? "Movie " + id : titleOf(movie)).id = "record-h";
      if (movie < 0) return void add(article, "p", "There is no record of it here.");
      if (movie < built) {
        add(article, "p", facts(movie), "note");
      } else {
        var failed = data.failed[movie - built];
        add(article, "p", "movie " + id + " \u00b7 could not be built, asked "
          + counted(failed[5], "time"), "note");
      }
      var genres = genreNames(movie);
      if (genres) add(article, "p", genres, "note");
      if (data.articles) {
        var out = add(add(article, "p"), "a", "Article on Wikipedia");
        out.href = data.articles.before + id + data.articles.after;
        out.rel = "noreferrer";
      }
      if (movie < built) {
        own(article, movie);
        if (!moviesAlone) cast(article, movie);
      } else {
        add(article, "p", failed[4]);
      }
      plot(article, movie);
    };
    var close = function () {
      var links = Array.from(table.querySelectorAll("a[data-movie]"));
      var from = links.filter(function (link) { return link.dataset.movie === state.movie; })[0];
      state.movie = "";
      article.hidden = true;
      mark();
      keepAddress();
      (from || query).focus();
    };
    article.addEventListener("keydown", function (event) { if (event.key === "Escape") close(); });

    // What the address says. Addresses of other parts of the page have no "=".
    var follow = function (isFirst) {
      var hash = window.location.hash.slice(1), parts = new URLSearchParams(hash);
      if (hash.indexOf("=") < 0) return void (isFirst && refresh());
      state.find = parts.get("find") || "";
      state.list = parts.get("list") === "movies" ? "movies" : "";
      state.sort = parts.get("sort") || "";
      state.rows = [25, 50, 100].indexOf(Number(parts.get("rows"))) < 0 ? 25 : Number(parts.get("rows"));
      state.page = Math.floor(Number(parts.get("page"))) || 1;
      var without = parts.getAll("without");
      filters.forEach(function (filter) {
        choose(filter, parts.get(filter.key), without.indexOf(filter.key) >= 0);
      });
      state.movie = parts.get("movie") || "";
      article.hidden = !state.movie;
      refresh();
      if (!state.movie) {
        // Whoever followed a link goes on in the list.
        if (!isFirst) table.parentNode.focus({ preventScroll: true });
        return void section.scrollIntoView();
      }
      show(state.movie);
      article.focus();
    };

    filters.forEach(makeControl);
    query.addEventListener("input", function () { state.find = query.value; again(); });
    byId("list").addEventListener("change", function () { state.list = this.value; again(); });
    byId("sort").addEventListener("change", function () { state.sort = this.value; again(); });
    byId("rows").addEventListener("change", function () { state.rows = Number(this.value); again(); });
    byId("filters").addEventListener("submit", function (event) { event.preventDefault(); });
    byId("clear").addEventListener("click", function () {
      state.find = "";
      filters.forEach(function (filter) { choose(filter, null, false); });
      again();
      query.focus();
    });
    [["first", function () { return 1; }], ["previous", function () { return state.page - 1; }],
      ["next", function () { return state.page + 1; }], ["last", pages]].forEach(function (button) {
      byId(button[0]).addEventListener("click", function () {
        turn(button[1]());
        keepAddress();
        // A button that is of no more use loses the focus.
        if (this.disabled) byId(state.page > 1 ? "previous" : "next").focus();
      });
    });
    // On paper stands the list as it is filtered, as far as it goes.
    var paper = function (isPrinted) { list(isPrinted); say(isPrinted); };
    window.addEventListener("beforeprint", function () { if (isFiltered()) paper(true); });
    window.addEventListener("afterprint", function () { paper(false); });
    window.addEventListener("hashchange", function () { follow(false); });
    follow(true);
    """#
}
