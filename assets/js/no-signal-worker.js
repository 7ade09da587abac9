// Keeps one group's session at hand where there is no signal: /no-signal/ and what it is made of.
// It holds pages and pictures only; answers wait in no-signal-vault.js, sealed. Unregistered, and its
// cache deleted, once everything is sent.
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  event.respondWith(
    // A kept page is the same whatever language an address asks for: it has one.
    caches
      .match(request, { ignoreVary: true, ignoreSearch: request.mode === "navigate" })
      .then((kept) => kept || fetch(request)),
  );
});
