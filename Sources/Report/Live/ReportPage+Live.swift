import Display

/// What the report has more where a server shows it while the build goes on.
extension ReportPage {
  /// Below the heading, with a line feed before it; empty in a file.
  var liveLine: String {
    guard isLive else { return "" }
    return "\n<p class=\"subtitle\"><span id=\"age\" role=\"status\">Made just now.</span> "
      + "<a href=\"./\">Progress of the build</a></p>"
  }

  /// `Made 3 min ago; there is more by now: reload the page.`
  package static func age(_ age: Duration, isOutdated: Bool) -> String {
    let made = age < .seconds(1) ? "Made just now" : "Made \(Format.time(age)) ago"
    return made
      + (isOutdated ? "; there is more by now: reload the page." : "; nothing has changed since.")
  }

  static let liveScript = #"""
    (function () {
      "use strict";
      var age = document.getElementById("age");
      var say = function (words) { if (age.textContent !== words) age.textContent = words; };
      var ask = function () {
        if (document.hidden) return;
        window.fetch("report/age").then(function (answer) {
          if (!answer.ok) throw new Error(answer.status);
          return answer.text();
        }).then(say).catch(function () {
          say("The server of this page does not answer any more; what stands here stays as it is.");
        });
      };
      window.setInterval(ask, 5000);
      document.addEventListener("visibilitychange", ask);
      ask();
    })();
    """#
}
