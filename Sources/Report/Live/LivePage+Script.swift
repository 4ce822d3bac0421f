extension LivePage {
  /// What the page has beside the report's style.
  static let rules = """
    main{padding-top:22px}
    #now p{overflow-wrap:anywhere}
    .state{margin:0 0 12px;font-size:21px;font-weight:620}
    .state.running::before{content:"";display:inline-block;width:.6em;height:.6em;margin-right:.5em;border-radius:50%;
    background:var(--accent)}
    progress{display:block;width:100%;height:16px;accent-color:var(--accent)}
    .progress{margin:8px 0 4px;font-size:18px;font-variant-numeric:tabular-nums}
    #now .notice{margin:14px 0}
    #gone{margin:0 0 22px}
    #now .tiles{margin:22px 0}
    """

  static let script =
    ReportPage.themeScript + #"""

      (function () {
        "use strict";
        var now = document.getElementById("now"), gone = document.getElementById("gone");
        var shown = "", timer = 0, isAsking = false;
        var show = function (text) {
          gone.hidden = true;
          if (text === shown) return;
          shown = text;
          // The server has escaped every word in it, and the page may run no other script than this.
          now.innerHTML = text;
          document.title = now.firstElementChild.dataset.title;
        };
        var ask = function () {
          if (isAsking) return;
          isAsking = true;
          window.clearTimeout(timer);
          var limit = new AbortController();
          var patience = window.setTimeout(function () { limit.abort(); }, 20000);
          window.fetch("now", { signal: limit.signal }).then(function (answer) {
            if (!answer.ok) throw new Error(answer.status);
            return answer.text();
          }).then(show).catch(function () { gone.hidden = false; }).then(function () {
            isAsking = false;
            window.clearTimeout(patience);
            timer = window.setTimeout(ask, document.hidden ? 15000 : 2000);
          });
        };
        document.addEventListener("visibilitychange", function () { if (!document.hidden) ask(); });
        timer = window.setTimeout(ask, 2000);
      })();
      """#
}
