// The service worker: the page opens without a server, with what was seen last. The build puts the names of its files in.
//
// A page comes from the server whenever there is one; the copy that was taken at the installation, with its own nonce and policy, only when
// there is none. Files under /assets hold a hash of their content and come from the copy. Of the API only what opens a room is kept.

const VERSION = 'PARLEY_VERSION';
const BASE = new URL('./', self.location.href).pathname; // what the server lies under
const ASSETS = ['PARLEY_ASSETS'].map((name) => BASE + name);
const SHELLS = `parley-shell${BASE}`; // others on the same host have theirs
const SHELL = SHELLS + VERSION;
const DATA = BASE === '/' ? 'parley-data' : `parley-data${BASE}`; // the page deletes it when somebody signs out
const MOST_KEPT = 100;
const KEPT = /^api\/v1\/(?:me|limits|users\?ids=.*|rooms\?member=me|rooms\/[^/?]+|rooms\/[^/?]+\/(?:events|messages)\?limit=\d+)$/;

self.addEventListener('install', (event) => event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll([BASE, ...ASSETS]))));

self.addEventListener('activate', (event) => event.waitUntil(takeOver()));

self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin || !url.pathname.startsWith(BASE)) return;
  const path = url.pathname.slice(BASE.length);
  if (request.mode === 'navigate') {
    if (isPage(path)) event.respondWith(fetch(request).catch(async () => (await ofShell(BASE)) ?? Response.error()));
  } else if (ASSETS.includes(url.pathname)) {
    event.respondWith(ofShell(url.pathname).then((copy) => copy ?? fetch(request)));
  } else if (KEPT.test(path + url.search)) {
    event.respondWith(keep(request));
  }
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data?.path ?? BASE));
});

async function takeOver() {
  for (const name of await caches.keys()) if (isOurShell(name) && name !== SHELL) await caches.delete(name);
  await self.clients.claim();
}

/** Also of versions that knew of no path. Those of other servers on this host have more of a path. */
function isOurShell(name) {
  return name.startsWith('parley-shell-') || (name.startsWith(SHELLS) && !name.slice(SHELLS.length).includes('/'));
}

async function ofShell(path) {
  return await (await caches.open(SHELL)).match(path);
}

/** From the server, and kept; what was kept, if there is no server. */
async function keep(request) {
  try {
    const answer = await fetch(request);
    if (answer.ok) await put(request, answer.clone());
    return answer;
  } catch (error) {
    const kept = await (await caches.open(DATA)).match(request.url);
    if (kept === undefined) throw error;
    return kept;
  }
}

async function put(request, answer) {
  const cache = await caches.open(DATA);
  await cache.delete(request.url); // so that it is the youngest
  await cache.put(request.url, answer);
  const keys = await cache.keys();
  for (const old of keys.slice(0, Math.max(0, keys.length - MOST_KEPT))) await cache.delete(old);
}

/** An address of the client's router, without what the server lies under; others are the server's alone. */
function isPage(path) {
  return !/^(?:api|hub|ws|health|metrics|dashboard\/orleans|\.well-known)(?:\/|$)/.test(path) && !path.split('/', 2)[0].includes('.');
}

async function show(path) {
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (open[0] === undefined) return await self.clients.openWindow(path);
  await open[0].focus();
  open[0].postMessage({ go: path });
}
