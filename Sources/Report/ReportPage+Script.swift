extension ReportPage {
  /// The page's script, which puts text into the page as text only.
  static let script = [
    themeScript, chartScript, "(function () {", helpers, browseData, browseFilters, browseView,
    browseRecord,
    "})();",
  ].joined(separator: "\n")

  /// What the list and the comparison of variants share. Free of the two characters that mean something in XML.
  static let helpers = #"""
    "use strict";
    var byId = function (id) { return document.getElementById(id); };
    var add = function (parent, tag, text, className) {
      var element = document.createElement(tag);
      if (text !== undefined) element.textContent = text;
      if (className) element.className = className;
      parent.appendChild(element);
      return element;
    };
    var number = function (value) { return value.toLocaleString("en-US"); };
    var counted = function (count, word) {
      return number(count) + " " + word + (count === 1 ? "" : "s");
    };
    """#

  /// Arrows go from field to field of a chart whose fields are links.
  private static let chartScript = #"""
    (function () {
      "use strict";
      var steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
      document.querySelectorAll("svg[role=group]").forEach(function (chart) {
        chart.addEventListener("keydown", function (event) {
          var step = steps[event.key], from = event.target.closest("a[data-row]");
          if (!step || !from) return;
          var row = Number(from.dataset.row) + step[0], column = Number(from.dataset.column) + step[1];
          var to = chart.querySelector("a[data-row='" + row + "'][data-column='" + column + "']");
          event.preventDefault();
          if (!to) return;
          from.setAttribute("tabindex", "-1");
          to.setAttribute("tabindex", "0");
          to.focus();
        });
      });
    })();
    """#

  /// The switch between light and dark.
  static let themeScript = #"""
    (function () {
      "use strict";
      var root = document.documentElement;
      // Where nothing may be stored, the choice lasts as long as the page.
      var button = document.getElementById("theme");
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
    })();
    """#
}
