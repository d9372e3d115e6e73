// Pages work without this. It adds a token kept alive, one tap = one submit, live parts; clock.js: what waits for an instant.
(function () {
  "use strict";
  var page = document, body = page.body, lost = page.getElementById("lost"), near = 8 * 60e3;
  var offset = body.dataset.now - Date.now(), expires = Number(body.dataset.expires || 0);
  function now() { return Date.now() + offset; }
  function each(selector, what) { Array.prototype.forEach.call(page.querySelectorAll(selector), what); }
  function on(name, what) { page.addEventListener(name, what); }
  function say(isLost) { lost.hidden = !isLost; }

  // The token is renewed while a page is open: nobody is sent to log in at 09:00:00.
  function renew() {
    return fetch("/accounts/refresh", { method: "POST" }).then(function (answer) {
      expires = answer.headers.get("x-token-expires") * 1000 || expires;
    }).catch(function () {});
  }
  function soon(ms) { return expires && expires - now() < ms; }
  function look() { if (!page.hidden && soon(near)) renew(); }
  setInterval(look, 60e3);
  on("visibilitychange", look);

  on("submit", function (event) {
    var form = event.target, button = event.submitter;
    if (event.defaultPrevented || form.matches("[hx-post],[hx-get]")) return;
    if (form.dataset.sent) return event.preventDefault();
    if (form.method === "post" && soon(30e3)) {
      event.preventDefault();
      return renew().then(function () {
        expires = Math.max(expires, now() + near); // asked once; the server says the rest
        form.requestSubmit(button);
      });
    }
    form.dataset.sent = 1;
    if (button) button.setAttribute("aria-busy", true);
  });
  window.addEventListener("pageshow", function () {
    each("[data-sent]", function (form) { delete form.dataset.sent; });
    each("[aria-busy]", function (button) { button.removeAttribute("aria-busy"); });
  });
  on("click", function (event) { if (event.target.matches("[data-prints]")) print(); });
  on("change", function (event) { if (event.target.matches("[data-submits]")) event.target.form.submit(); });
  on("input", function (event) { // what is whole at its last digit goes by itself
    var field = event.target;
    if (field.matches("[data-whole]") && field.value.length === field.maxLength) field.form.requestSubmit();
  });

  // <div data-stream="SSE" hx-get="…" hx-trigger="live, every 15s">: each message asks for the part anew; htmx also asks
  // without one, where streams do not get through. A stream that broke is opened again by the browser, one refused by us.
  function ask(part) { part.dispatchEvent(new CustomEvent("live", { bubbles: true })); }
  function follow(part) {
    var source = new EventSource(part.dataset.stream);
    source.onmessage = function () { ask(part); };
    source.onerror = function () {
      if (source.readyState === 2) setTimeout(follow, 5e3 + Math.random() * 5e3, part);
    };
  }
  each("[data-stream]", follow);

  // What lies under a finger stays until it is lifted, or the tap would be lost; what came meanwhile is asked for again.
  var pressed = false, late = [];
  function lift() {
    setTimeout(function () {
      pressed = false;
      late.splice(0).forEach(ask);
    }, 100); // a tap's click comes after its finger
  }
  on("pointerdown", function () { pressed = true; });
  on("pointerup", lift);
  on("pointercancel", lift);
  on("htmx:beforeSwap", function (event) {
    if (!pressed || event.detail.requestConfig.verb !== "get") return;
    event.detail.shouldSwap = false;
    late.push(event.target);
  });

  // <span data-child="id">刘*</span>: only booking knows the name, and tells it to the family's own browser alone
  var names;
  function name() {
    if (!page.querySelector("[data-child]")) return;
    names = names || fetch("/booking/api/v1/children").then(function (answer) { return answer.json(); });
    names.then(function (family) {
      family.children.forEach(function (child) {
        each('[data-child="' + child.id + '"]', function (span) { span.textContent = child.name; });
      });
    }).catch(function () { names = null; });
  }
  name();
  on("htmx:afterSettle", name);
  window.addEventListener("offline", function () { say(true); });
  window.addEventListener("online", function () { say(false); });
  on("htmx:sendError", function () { say(true); });
  on("htmx:afterRequest", function (event) { if (event.detail.successful) say(false); });
})();
