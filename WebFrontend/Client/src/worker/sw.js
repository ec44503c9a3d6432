// The service worker: the page opens without a server, with what was seen last. The build puts the names of its files in.
//
// A page comes from the server whenever there is one; the copy that was taken at the installation, with its own nonce and policy, only when
// there is none. Files under /assets hold a hash of their content and come from the copy. Of the API only what opens a room is kept.

const VERSION = 'PARLEY_VERSION';
const ASSETS = ['PARLEY_ASSETS'];
const SHELL = `parley-shell-${VERSION}`;
const DATA = 'parley-data'; // the page deletes it when somebody signs out
const MOST_KEPT = 100;
const KEPT = /^\/api\/v1\/(?:me|limits|users\?ids=.*|rooms\?member=me|rooms\/[^/?]+|rooms\/[^/?]+\/(?:events|messages)\?limit=\d+)$/;

self.addEventListener('install', (event) => event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(['/', ...ASSETS]))));

self.addEventListener('activate', (event) => event.waitUntil(takeOver()));

self.addEventListener('message', (event) => {
  if (event.data === 'take-over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (isPage(url)) event.respondWith(fetch(request).catch(async () => (await ofShell('/')) ?? Response.error()));
  } else if (ASSETS.includes(url.pathname)) {
    event.respondWith(ofShell(url.pathname).then((copy) => copy ?? fetch(request)));
  } else if (KEPT.test(url.pathname + url.search)) {
    event.respondWith(keep(request));
  }
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data?.path ?? '/'));
});

async function takeOver() {
  for (const name of await caches.keys()) if (name.startsWith('parley-shell-') && name !== SHELL) await caches.delete(name);
  await self.clients.claim();
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

/** An address of the client's router; others are the server's alone. */
function isPage(url) {
  return !/^\/(?:api|hub|ws|health|metrics|dashboard\/orleans|\.well-known)(?:\/|$)/.test(url.pathname) && !url.pathname.split('/', 3)[1].includes('.');
}

async function show(path) {
  const open = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
  if (open[0] === undefined) return await self.clients.openWindow(path);
  await open[0].focus();
  open[0].postMessage({ go: path });
}
