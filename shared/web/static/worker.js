// Shows what a push service brings, and opens it when it is tapped. It caches nothing and stands in the way of no request.
"use strict";
self.addEventListener("push", function (event) {
  var told = event.data.json(), more = { body: told.body, tag: told.tag, lang: told.lang, data: told.path, icon: "/static/icon.svg" };
  event.waitUntil(self.registration.showNotification(told.title, more));
});
self.addEventListener("notificationclick", function (event) {
  event.notification.close();
  event.waitUntil(self.clients.openWindow(event.notification.data));
});
