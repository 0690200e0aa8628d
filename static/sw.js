// The service worker. It shows notifications of what rings while the page is in the background, and a
// page that says so when the server is out of reach. It stores that page and its looks, never prices:
// /api and /ws pass by untouched. Pages register it as /sw.js?build=<id>, so each build brings its own.

const STORE_PREFIX = "shell-";
const STORE = STORE_PREFIX + (new URL(self.location.href).searchParams.get("build") ?? "");
const OFFLINE_PAGE = "/offline";
/** What the offline page is made of; all else is the network's. */
const SHELL = /^\/(styles\/|icons\/|theme\.js|offline\.js|favicon\.svg)/;
/** What a proxy answers for a server that is down, and the server itself while it starts. */
const OUT_OF_REACH = [502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 530];
const SNOOZE_MINUTES = 15;

self.addEventListener("install", (event) => {
  event.waitUntil(storeShell().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOlderStores().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (SHELL.test(pathname)) event.respondWith(fetch(request).catch(() => stored(request)));
  // A download under /api is a navigation too.
  else if (request.mode === "navigate" && !/^\/(api|ws)\b/.test(pathname)) {
    event.respondWith(pageOf(request));
  }
});

async function storeShell() {
  const store = await caches.open(STORE);
  const page = await fetch(OFFLINE_PAGE);
  if (!page.ok) throw new Error(`Cannot store the offline page: ${page.status}`);
  const html = await page.clone().text();
  if (!html.includes('id="last-live"')) throw new Error("A proxy answered in the server's place");
  const parts = [...html.matchAll(/(?:href|src)="([^"]+)"/g)].map(([, path]) => path);
  await store.addAll(parts.filter((path) => SHELL.test(path)));
  await store.put(OFFLINE_PAGE, page);
}

async function dropOlderStores() {
  const names = await caches.keys();
  const older = names.filter((name) => name.startsWith(STORE_PREFIX) && name !== STORE);
  await Promise.all(older.map((name) => caches.delete(name)));
}

async function pageOf(request) {
  try {
    const page = await fetch(request);
    return OUT_OF_REACH.includes(page.status) ? await stored(OFFLINE_PAGE) ?? page : page;
  } catch {
    return await stored(OFFLINE_PAGE) ?? Response.error();
  }
}

function stored(request) {
  return caches.match(request, { cacheName: STORE });
}

// Notifications. A page says what rings now, and what of it is news; several pages may say the same.

/** One after the other, so that what is closed is not shown again by what came before. */
let turn = Promise.resolve();

self.addEventListener("message", (event) => {
  if (event.data?.kind !== "ringing") return;
  turn = turn.then(() => showRinging(event.data)).catch(() => {});
  event.waitUntil(turn);
});

async function showRinging({ ids, news }) {
  const open = await self.registration.getNotifications();
  for (const notification of open) if (!ids.includes(notification.tag)) notification.close();
  const isOpen = (tag) => open.some((notification) => notification.tag === tag);
  for (const { title, options } of news) {
    if (!isOpen(options.tag)) await self.registration.showNotification(title, options);
  }
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(answer(event.action, event.notification.data));
});

/** Should the server not be told, the page is opened: there it can be seen why. */
async function answer(action, { fireId, alarmId }) {
  try {
    if (action === "") return await openPage();
    if (action === "snooze") {
      await post(`/api/alarms/${alarmId}/snooze`, { minutes: SNOOZE_MINUTES });
    }
    await post(`/api/fires/${fireId}/acknowledge`, {});
  } catch {
    await openPage();
  }
}

async function post(path, body) {
  const response = await fetch(path, { method: "POST", body: JSON.stringify(body) });
  // A proxy's page for signing in is a 200, too.
  if (!response.ok || !isJson(response)) throw new Error(`${path} answered ${response.status}`);
}

function isJson({ headers }) {
  return headers.get("content-type")?.startsWith("application/json") ?? false;
}

async function openPage() {
  const [page] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  await (page === undefined ? self.clients.openWindow("/") : page.focus());
}
