extension ReportPage {
  /// The page's script: the switch between light and dark, and the search. It reads the records when they are first
  /// wanted, and puts text into the page as text only.
  static let script = #"""
    (function () {
      "use strict";
      var root = document.documentElement;
      var byId = function (id) { return document.getElementById(id); };

      // Light and dark. Where nothing may be stored, the choice lasts as long as the page.
      var button = byId("theme");
      var prefersDark = window.matchMedia("(prefers-color-scheme: dark)");
      var isDark = function () {
        return root.dataset.theme ? root.dataset.theme === "dark" : prefersDark.matches;
      };
      var nameTheme = function () {
        var other = isDark() ? "Light" : "Dark";
        button.textContent = other;
        button.setAttribute("aria-label", "Switch to " + other.toLowerCase() + " colours");
      };
      try {
        var kept = window.localStorage.getItem("tropebuild-theme");
        if (kept === "dark" || kept === "light") root.dataset.theme = kept;
      } catch (error) { /* no storage here */ }
      button.hidden = false;
      nameTheme();
      prefersDark.addEventListener("change", nameTheme);
      button.addEventListener("click", function () {
        root.dataset.theme = isDark() ? "light" : "dark";
        nameTheme();
        try { window.localStorage.setItem("tropebuild-theme", root.dataset.theme); }
        catch (error) { /* no storage here */ }
      });

      // The search.
      var source = byId("records");
      if (!source) return;
      var finder = byId("finder"), query = byId("query"), count = byId("count");
      var hits = byId("hits"), article = byId("record");
      var mostHits = 50;
      var data = null, titles = null, casts = null;
      finder.hidden = false;

      var plain = function (text) {
        return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();
      };
      // Of a failed movie there is no record: [id, title, year, reason, attempts].
      var load = function () {
        if (data) return;
        data = JSON.parse(source.textContent);
        data.all = data.movies.concat(data.failed);
        titles = data.all.map(function (movie) { return plain(movie[1]); });
      };
      var isFailed = function (index) { return index >= data.movies.length; };
      var stride = function () { return 2 + data.fields.length; };
      var castOf = function (index) {
        if (!casts) {
          casts = data.movies.map(function (movie) {
            var names = "", list = movie[9];
            for (var i = 0; i < list.length; i += stride()) names += list[i] + "\n";
            return plain(names);
          });
        }
        return index < casts.length ? casts[index] : "";
      };
      var number = function (value) { return value.toLocaleString("en-US"); };
      var add = function (parent, tag, text, className) {
        var element = document.createElement(tag);
        if (text !== undefined) element.textContent = text;
        if (className) element.className = className;
        parent.appendChild(element);
        return element;
      };
      var titleOf = function (movie) {
        var title = movie[1] || "Movie " + movie[0];
        return movie[2] === null ? title : title + " (" + movie[2] + ")";
      };

      // Exact id, then titles that begin with the words, then that hold them, then ids, then characters.
      var find = function (words) {
        var groups = [[], [], [], [], []], isId = /^[0-9]+$/.test(words);
        for (var i = 0; i < titles.length; i++) {
          var id = String(data.all[i][0]), place = titles[i].indexOf(words);
          if (isId && id === words) groups[0].push(i);
          else if (place === 0) groups[1].push(i);
          else if (place > 0) groups[2].push(i);
          else if (isId && id.indexOf(words) === 0) groups[3].push(i);
          else if (!isId && words.length > 1 && castOf(i).indexOf(words) >= 0) groups[4].push(i);
        }
        return [].concat.apply([], groups);
      };
      var search = function () {
        load();
        hits.textContent = "";
        var words = plain(query.value.trim());
        if (!words) {
          count.textContent = number(data.movies.length) + " records"
            + (data.failed.length ? ", " + number(data.failed.length) + " failed" : "");
          return;
        }
        var found = find(words);
        count.textContent = found.length === 0 ? "None found."
          : number(found.length) + (found.length === 1 ? " movie" : " movies")
            + (found.length > mostHits ? "; the first " + mostHits + " are listed" : "");
        found.slice(0, mostHits).forEach(function (index) {
          var movie = data.all[index];
          var link = add(add(hits, "li"), "a", undefined);
          link.href = "#movie=" + movie[0];
          link.appendChild(document.createTextNode(titleOf(movie)));
          add(link, "span", isFailed(index) ? "failed" : String(movie[0]));
        });
      };

      var valueOf = function (field, value) {
        if (value === null) return "–";
        return field.isNumber ? String(value) : field.values[value];
      };
      var facts = function (movie) {
        var time = new Date(movie[8] * 60000).toISOString();
        var cost = movie[7] / 1e6;
        return ["movie " + movie[0], data.lanes[movie[3]], data.models[movie[4]],
          number(movie[5]) + " tokens in, " + number(movie[6]) + " out",
          "$" + cost.toFixed(cost < 0.01 ? 6 : 2),
          "built " + time.slice(0, 10) + " " + time.slice(11, 16)].join(" · ");
      };
      var characters = function (parent, movie) {
        var list = movie[9];
        if (list.length === 0) return void add(parent, "p", "No character.");
        var table = add(add(parent, "div", undefined, "scroll"), "table");
        var head = add(add(table, "thead"), "tr");
        ["character"].concat(data.fields.map(function (field) { return field.title; }), "in the cast")
          .forEach(function (title) { add(head, "th", title).scope = "col"; });
        var body = add(table, "tbody");
        for (var i = 0; i < list.length; i += stride()) {
          var row = add(body, "tr");
          add(row, "th", list[i]).scope = "row";
          data.fields.forEach(function (field, place) {
            add(row, "td", valueOf(field, list[i + 2 + place]));
          });
          add(row, "td", list[i + 1] ? "yes" : "no");
        }
      };
      var show = function (id) {
        load();
        article.textContent = "";
        article.hidden = false;
        var index = data.all.findIndex(function (movie) { return String(movie[0]) === id; });
        if (index < 0) {
          add(article, "h3", "Movie " + id);
          add(article, "p", "There is no record of it here.");
          return;
        }
        var movie = data.all[index];
        add(article, "h3", titleOf(movie));
        if (isFailed(index)) {
          add(article, "p", "movie " + movie[0] + " · could not be built, asked "
            + movie[4] + (movie[4] === 1 ? " time" : " times"), "note");
          add(article, "p", movie[3]);
        } else {
          add(article, "p", facts(movie), "note");
          characters(article, movie);
        }
      };

      // report.html#movie=31186339 shows a record, report.html#find=nosferatu searches.
      var follow = function () {
        var parts = /^#(movie|find)=(.*)$/.exec(window.location.hash);
        if (!parts) return;
        var text = parts[2];
        try { text = decodeURIComponent(text); } catch (error) { /* as it is */ }
        if (parts[1] === "find") {
          query.value = text;
          search();
        } else {
          show(text);
          article.focus();
        }
      };
      query.addEventListener("focus", search, { once: true });
      query.addEventListener("input", search);
      window.addEventListener("hashchange", follow);
      follow();
    })();
    """#
}
