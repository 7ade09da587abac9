// Keeps one group's session at hand where there is no signal: /no-signal/ and what it is made of.
// It holds pages, pictures and sounds only; answers wait in no-signal-vault.js, sealed. Unregistered, and its
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
      .then((kept) => {
        const range = request.headers.get("range");
        return kept && range ? partOf(kept, range) : kept || fetch(request);
      }),
  );
});

// A player asks for a sound in parts, and some play nothing else (RFC 9110, 14).
async function partOf(kept, range) {
  const whole = await kept.blob();
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range) || [];
  if (!first) return new Response(whole, { headers: kept.headers });
  const start = Number(first);
  const end = Math.min(last ? Number(last) : Infinity, whole.size - 1);
  if (start > end) return new Response(null, { status: 416, headers: { "Content-Range": `bytes */${whole.size}` } });
  return new Response(whole.slice(start, end + 1), {
    status: 206,
    headers: {
      "Content-Type": kept.headers.get("Content-Type"),
      "Content-Length": end - start + 1,
      "Content-Range": `bytes ${start}-${end}/${whole.size}`,
      "Accept-Ranges": "bytes",
    },
  });
}
