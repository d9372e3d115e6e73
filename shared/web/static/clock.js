// What waits for an instant, by the server's clock: <time data-until="ms"> is counted down; what is hidden with data-from="ms"
// is shown then, whatever became of the countdown beside it.
(function () {
  "use strict";
  var page = document, offset = page.body.dataset.now - Date.now(), quickest, near;
  function now() { return Date.now() + offset; }
  function each(selector, what) { Array.prototype.forEach.call(page.querySelectorAll(selector), what); }

  function two(n) { return (n < 10 ? "0" : "") + n; }
  function left(ms) {
    var s = Math.ceil(ms / 1000), days = Math.floor(s / 86400);
    return (days ? days + (page.documentElement.lang === "en" ? "d " : "天 ") : "") +
      [Math.floor(s / 3600) % 24, Math.floor(s / 60) % 60, s % 60].map(two).join(":");
  }
  function tick() {
    each("time[data-until]", function (time) { time.textContent = left(Math.max(time.dataset.until - now(), 0)); });
    each("[data-from]", function (thing) {
      var ms = thing.dataset.from - now();
      if (ms > 0 && ms < near) compare(5);
      if (ms > 0) return ms < 1e3 && setTimeout(tick, ms);
      thing.hidden = thing.disabled = false;
      thing.removeAttribute("data-from");
    });
  }

  // When the page was made is known, not how long it was on its way. So shortly before, not all at once, the server is asked what
  // time it is. It said so between asking and hearing: in the middle, wrong by no more than half of it; the quickest answer counts.
  function compare(times) {
    var asked = Date.now();
    near = -Infinity;
    fetch(location.pathname.replace(/^(\/\w+).*/, "$1/clock")).then(function (answer) { return answer.text(); }).then(function (said) {
      var heard = Date.now();
      if (said > 0 && heard - asked < quickest) {
        quickest = heard - asked;
        offset = said - (asked + heard) / 2;
        tick();
      }
      if (times > 1) compare(times - 1);
    }).catch(function () {});
  }
  function begin() {
    quickest = Infinity;
    near = (2 + 7 * Math.random()) * 60e3;
    tick();
  }
  begin();
  setInterval(tick, 1000);
  page.addEventListener("visibilitychange", function () { if (!page.hidden) begin(); });
})();
