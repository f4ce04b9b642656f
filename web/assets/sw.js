// Opens the form at once, and when the server cannot be reached. It holds pages of which the server says that they
// may be held (units' public codes and the kiosk, never a single-use link, never a staff page), with
// what they load, and answers nothing but GET. EDITION is written before this by the server.

const PREFIX = "hailong-";
const HELD = PREFIX + EDITION;
const MAY_HOLD = "Keep-Offline";
const IN_TIME = 3000;
const OWN = /^\/(s\/|kiosk$)/;
const ASSET = /^\/s\/_\//;
const LOADED = /"(\/s\/_\/[^"]+)"/g;
const SHUT = [403, 404, 410];

// A page is known by its path and its language; whatever else stands in an address is passing.
const named = (address) => {
  const { origin, pathname, searchParams } = new URL(address);
  const language = searchParams.get("lang");
  return origin + pathname + (language ? `?lang=${language}` : "");
};

const found = async (address) => {
  const current = await caches.match(named(address), { cacheName: HELD, ignoreVary: true });
  if (current) return current;
  const ours = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== HELD);
  for (const name of [HELD, ...ours.reverse()]) {
    const cache = await caches.open(name);
    const reply = await cache.match(named(address), { ignoreVary: true })
      || await cache.match(named(address), { ignoreVary: true, ignoreSearch: true });
    if (reply) return reply;
  }
  return null;
};

const has = async (address) => Boolean(await (await caches.open(HELD)).match(address, { ignoreVary: true }));

// Holds a page with its scripts and styles, and the pages beside it that it needs without a line: those
// anew when the page has changed.
const hold = async (address, reply, changed = false) => {
  const cache = await caches.open(HELD);
  const text = await reply.clone().text();
  for (const [, asset] of text.matchAll(LOADED)) {
    if (!await has(asset)) await cache.add(asset);
  }
  await cache.put(named(address), reply);
  for (const beside of (reply.headers.get("Keep-Beside") || "").split(" ").filter(Boolean)) {
    if (changed || !await has(named(new URL(beside, address)))) await take(new URL(beside, address).href);
  }
};

// Fetches a page to hold it. Whether the server could be asked.
const take = async (address) => {
  try {
    const reply = await fetch(named(address), { credentials: "same-origin" });
    if (reply.ok && reply.headers.get(MAY_HOLD)) await hold(address, reply);
    return reply.status < 500;
  } catch { return false; }
};

// In every language: what is shut is shut in all of them.
const drop = async (address) => {
  for (const name of await caches.keys()) await (await caches.open(name)).delete(named(address), { ignoreSearch: true });
};

const asked = async (event) => {
  const { request } = event;
  const reply = await fetch(request);
  if (reply.ok && reply.headers.get(MAY_HOLD)) {
    event.waitUntil(hold(request.url, reply.clone()).catch(() => {}));
  } else if (SHUT.includes(reply.status)) event.waitUntil(drop(request.url));
  return reply;
};

// Asks the server meanwhile. A page that shows something else by now is told so, and the one that is
// held has changed before: it begins anew if nobody has begun to answer.
const compare = async (event, held) => {
  const reply = await fetch(event.request);
  const now = reply.headers.get(MAY_HOLD);
  const changed = reply.ok && now && now !== held.headers.get(MAY_HOLD);
  if (reply.ok && now) await hold(event.request.url, reply, changed);
  else if (SHUT.includes(reply.status)) await drop(event.request.url);
  else return;
  if (!changed && reply.ok) return;
  const client = await self.clients.get(event.resultingClientId);
  client?.postMessage("changed");
};

// The first page of a form, as everybody sees it. Whoever loads it again wants what there is now.
const AT_ONCE = /^\/s\/[^/]+$/;
const atOnce = ({ url, cache }) => {
  const { pathname, searchParams } = new URL(url);
  return AT_ONCE.test(pathname) && cache === "default"
    && [...searchParams.keys()].every((name) => name === "lang");
};

// Else the network first, for as long as a person waits; then what is held.
const page = async (event) => {
  const held = await found(event.request.url);
  if (held && atOnce(event.request)) {
    event.waitUntil(compare(event, held).catch(() => {}));
    return held;
  }
  const reply = asked(event);
  if (!held) return reply;
  event.waitUntil(reply.catch(() => {}));
  const late = new Promise((done) => setTimeout(() => done(held), IN_TIME));
  try {
    const first = await Promise.race([reply, late]);
    return first.status >= 500 ? held : first;
  } catch { return held; }
};

const asset = async (request) => await caches.match(request, { cacheName: HELD, ignoreVary: true })
  || await caches.match(request, { ignoreVary: true }) || fetch(request);

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin || !OWN.test(pathname)) return;
  if (ASSET.test(pathname)) event.respondWith(asset(request));
  else if (request.mode === "navigate") event.respondWith(page(event));
});

self.addEventListener("install", () => self.skipWaiting());

// Pages of the edition before are fetched anew before their cache goes, so that none is missing.
const moveIn = async () => {
  const before = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== HELD);
  for (const name of before) {
    let all = true;
    for (const { url } of await (await caches.open(name)).keys()) {
      if (!ASSET.test(new URL(url).pathname)) all = await take(url) && all;
    }
    if (all) await caches.delete(name);
  }
  await self.clients.claim();
  for (const client of await self.clients.matchAll({ type: "window" })) await take(client.url);
};
self.addEventListener("activate", (event) => event.waitUntil(moveIn()));
