// Switches messages on in this browser: after a tap, never by itself. What the push service says goes with the form.
(function () {
  "use strict";
  var page = document, form = page.getElementById("on"), button = page.getElementById("switch");
  function say(what) {
    ["never", "denied", "failed"].forEach(function (one) { page.getElementById(one).hidden = one !== what; });
    button.removeAttribute("aria-busy");
  }
  function bytes(text) {
    return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), function (letter) { return letter.charCodeAt(0); });
  }
  function hex(buffer) {
    return Array.from(new Uint8Array(buffer), function (byte) { return (byte + 256).toString(16).slice(1); }).join("");
  }
  if (!window.PushManager || !window.Notification || !navigator.serviceWorker) return say("never");
  button.hidden = false;

  // Which of the list is this one.
  navigator.serviceWorker.getRegistration("/notify/").then(function (worker) {
    return worker && worker.pushManager.getSubscription();
  }).then(function (known) {
    return known && crypto.subtle.digest("SHA-256", new TextEncoder().encode(known.endpoint));
  }).then(function (mark) {
    var here = mark && page.querySelector('[data-mark="' + hex(mark) + '"]');
    if (!here) return;
    here.hidden = false;
    button.parentNode.hidden = true;
  });

  // Under a key of ours that was renewed it asks again.
  function subscribed(manager) {
    var asked = { userVisibleOnly: true, applicationServerKey: bytes(form.dataset.key) };
    return manager.subscribe(asked).catch(function (why) {
      if (why.name !== "InvalidStateError") throw why;
      return manager.getSubscription().then(function (old) { return old.unsubscribe(); }).then(function () { return manager.subscribe(asked); });
    });
  }
  button.addEventListener("click", function () {
    button.setAttribute("aria-busy", true);
    Notification.requestPermission().then(function (answer) {
      if (answer !== "granted") return say("denied");
      return navigator.serviceWorker.register("/notify/worker.js").then(function () {
        return navigator.serviceWorker.ready;
      }).then(function (worker) { return subscribed(worker.pushManager); }).then(function (made) {
        var told = made.toJSON();
        form.endpoint.value = told.endpoint;
        form.p256dh.value = told.keys.p256dh;
        form.auth.value = told.keys.auth;
        form.requestSubmit();
      });
    }).catch(function () { say("failed"); });
  });
})();
