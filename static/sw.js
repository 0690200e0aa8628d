// The service worker. It shows notifications of what rings while the page is in the background, and a
// page that says so when the server is out of reach. It stores that page and its looks, never prices:
// /api and /ws pass by untouched. Pages register it as /sw.js?build=<id>, so each build brings its own.

/** The path that the whole app stands below; "" for the whole host. */
const BASE = new URL(self.location.href).pathname.replace(/\/sw\.js$/, "");
const STORE_PREFIX = `shell${BASE}-`;
const STORE = STORE_PREFIX + (new URL(self.location.href).searchParams.get("build") ?? "");
const OFFLINE_PAGE = `${BASE}/offline`;
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
  const { origin, pathname: path } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (!path.startsWith(`${BASE}/`)) return;
  const pathname = path.slice(BASE.length);
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
  await store.addAll(
    parts.filter((path) => path.startsWith(BASE) && SHELL.test(path.slice(BASE.length))),
  );
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
  for (const notification of open) {
    // Those of tests are nobody's fire.
    const { isFire } = notification.data ?? {};
    if (isFire !== false && !ids.includes(notification.tag)) notification.close();
  }
  const isOpen = (tag) => open.some((notification) => notification.tag === tag);
  for (const { title, options } of news) {
    if (!isOpen(options.tag)) await self.registration.showNotification(title, options);
  }
}

// Push messages: what the channel of this browser sends, whether or not a page is open.

/** What is over is told in one notification for all. */
const OVER = "over";

self.addEventListener("push", (event) => {
  turn = turn.then(() => showPushed(readPushed(event.data))).catch(() => {});
  event.waitUntil(turn);
});

/** Browsers want something shown for each push, also for one that nobody can read. */
function readPushed(data) {
  try {
    return data.json();
  } catch {
    return {
      title: "Crypto Price Alarm",
      body: "Something rang; open it to see what",
      tag: "unread",
    };
  }
}

async function showPushed(
  { title, body, tag, path = "/", actions = [], tokens, timestamp, isOver },
) {
  const options = {
    body,
    icon: `${BASE}/icons/icon-192.png`,
    badge: `${BASE}/icons/badge-96.png`,
  };
  if (isOver) {
    const old = await self.registration.getNotifications({ tag });
    for (const notification of old) notification.close();
    const data = { path: BASE + path, isFire: false };
    return await self.registration.showNotification(title, {
      ...options,
      tag: OVER,
      silent: true,
      data,
    });
  }
  await self.registration.showNotification(title, {
    ...options,
    ...{ tag, timestamp, actions, requireInteraction: true, renotify: true },
    data: { path: BASE + path, tokens, isFire: path.startsWith("/alarms/") },
  });
}

/** A push service gave this browser another address: its channel is told. */
self.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renewSubscription(event));
});

/** Where a page keeps which channel this browser is. */
const PUSH_STORE = "push";
const PUSH_CHANNEL = `${BASE}/push-channel`;

async function renewSubscription({ oldSubscription, newSubscription }) {
  const kept = await caches.match(PUSH_CHANNEL, { cacheName: PUSH_STORE });
  if (kept === undefined || !(newSubscription ?? oldSubscription)) return;
  const { id } = await kept.json();
  const subscription = newSubscription ??
    await self.registration.pushManager.subscribe(oldSubscription.options);
  await send("PATCH", `/api/channels/${id}`, { enabled: true, config: subscription.toJSON() });
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(answer(event.action, event.notification.data));
});

/** Should the server not be told, the page is opened: there it can be seen why. */
async function answer(action, { fireId, alarmId, tokens, path }) {
  try {
    if (action === "") return await openPage(path);
    // The token of a message carries its right in itself: nobody need be signed in.
    if (tokens !== undefined) return await send("POST", `/a/${tokens[action]}`, {});
    if (action === "snooze") {
      await send("POST", `/api/alarms/${alarmId}/snooze`, { minutes: SNOOZE_MINUTES });
    }
    await send("POST", `/api/fires/${fireId}/acknowledge`, {});
  } catch {
    await openPage(path);
  }
}

async function send(method, path, body) {
  const headers = { accept: "application/json" };
  const response = await fetch(BASE + path, { method, headers, body: JSON.stringify(body) });
  // A proxy's page for signing in is a 200, too.
  if (!response.ok || !isJson(response)) throw new Error(`${path} answered ${response.status}`);
}

function isJson({ headers }) {
  return headers.get("content-type")?.startsWith("application/json") ?? false;
}

/** Without a path any page will do: it shows what rings. */
async function openPage(path) {
  const [page] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (page === undefined) return await self.clients.openWindow(path ?? `${BASE}/`);
  const shown = path === undefined ? page : await page.navigate(path).catch(() => page);
  await (shown ?? page).focus();
}
