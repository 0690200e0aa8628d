import { toBase } from "@/lib/client/base_path.ts";
/** Why a browser cannot get push messages, and what to do about it. */
export class PushImpossible extends Error {
  override readonly name = "PushImpossible";
}

/** The channel that this browser is, as pages and the service worker keep it. */
export interface DeviceChannel {
  readonly id: string;
  readonly endpoint: string;
}

/** A cache, because the service worker reads it, too (`static/sw.js`). */
const STORE = "push";
const KEY = () => toBase("/push-channel");

const NO_HTTPS =
  "Browsers allow this over HTTPS only (or on the server's own computer): set up HTTPS, and open this page by it.";
const NOT_INSTALLED =
  "On iPhone and iPad (iOS 16.4 or newer) this works from the Home Screen: in Safari tap Share, then “Add to " +
  "Home Screen”, open Price Alarm from there, and press “This phone” again.";
const NO_PUSH = "This browser takes no push messages; another one may, or choose another channel.";
const BLOCKED =
  "Notifications of this site are blocked: allow them in the browser's settings for this site, and press again.";

/**
 * Subscribes this browser to push messages; to be called in a click. An older subscription ends: it may be
 * dead, or made for another server.
 *
 * @throws {PushImpossible} with what to do
 */
export async function subscribe(serverKey: string): Promise<PushSubscriptionJSON> {
  refuseWherePushIsMissing();
  if (await Notification.requestPermission() !== "granted") throw new PushImpossible(BLOCKED);
  const { pushManager } = await navigator.serviceWorker.ready;
  await (await pushManager.getSubscription())?.unsubscribe();
  try {
    const wanted = { userVisibleOnly: true, applicationServerKey: serverKey };
    return (await pushManager.subscribe(wanted)).toJSON();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PushImpossible(`The browser got no address of its push service: ${why}`);
  }
}

function refuseWherePushIsMissing(): void {
  if (!isSecureContext) throw new PushImpossible(NO_HTTPS);
  // Only Safari on phones and tablets has it; a page that is not installed has no PushManager there.
  if (Reflect.get(navigator, "standalone") === false) throw new PushImpossible(NOT_INSTALLED);
  const isThere = "serviceWorker" in navigator && "PushManager" in globalThis;
  if (!isThere || !("Notification" in globalThis)) throw new PushImpossible(NO_PUSH);
}

/** Null when this browser is no channel, or keeps nothing. */
export async function deviceChannel(): Promise<DeviceChannel | null> {
  try {
    const kept = await caches.match(KEY(), { cacheName: STORE });
    return await kept?.json() ?? null;
  } catch {
    return null;
  }
}

export async function keepDeviceChannel(channel: DeviceChannel): Promise<void> {
  const store = await caches.open(STORE);
  await store.put(KEY(), new Response(JSON.stringify(channel)));
}

/** The subscription as it is now, where the browser changed it since it was kept; else null. */
export async function renewedSubscription(
  { endpoint }: DeviceChannel,
): Promise<PushSubscriptionJSON | null> {
  const registration = await navigator.serviceWorker?.getRegistration();
  const now = await registration?.pushManager?.getSubscription();
  return now && now.endpoint !== endpoint ? now.toJSON() : null;
}

const DEVICES = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android phone"],
  [/Windows/, "Windows computer"],
  [/Mac OS/, "Mac"],
] as const;

/** What a person would call the machine with this user agent. */
export function deviceName(userAgent: string): string {
  return DEVICES.find(([pattern]) => pattern.test(userAgent))?.[1] ?? "This computer";
}
