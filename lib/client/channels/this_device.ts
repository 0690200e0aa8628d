import { toBase } from "@/lib/client/base_path.ts";
import { deviceWords } from "./texts.ts";

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

/**
 * Subscribes this browser to push messages; to be called in a click. An older subscription ends: it may be
 * dead, or made for another server.
 *
 * @throws {PushImpossible} with what to do
 */
export async function subscribe(serverKey: string): Promise<PushSubscriptionJSON> {
  refuseWherePushIsMissing();
  if (await Notification.requestPermission() !== "granted") {
    throw new PushImpossible(deviceWords.blocked);
  }
  const { pushManager } = await navigator.serviceWorker.ready;
  await (await pushManager.getSubscription())?.unsubscribe();
  try {
    const wanted = { userVisibleOnly: true, applicationServerKey: serverKey };
    return (await pushManager.subscribe(wanted)).toJSON();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PushImpossible(deviceWords.noAddress(why));
  }
}

function refuseWherePushIsMissing(): void {
  if (!isSecureContext) throw new PushImpossible(deviceWords.noHttps);
  // Only Safari on phones and tablets has it; a page that is not installed has no PushManager there.
  if (Reflect.get(navigator, "standalone") === false) {
    throw new PushImpossible(deviceWords.notInstalled);
  }
  const isThere = "serviceWorker" in navigator && "PushManager" in globalThis;
  if (!isThere || !("Notification" in globalThis)) throw new PushImpossible(deviceWords.noPush);
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

/** What a person would call the machine with this user agent. */
export function deviceName(userAgent: string): string {
  const devices = [
    [/iPhone/, "iPhone"],
    [/iPad/, "iPad"],
    [/Android/, deviceWords.android],
    [/Windows/, deviceWords.windows],
    [/Mac OS/, "Mac"],
  ] as const;
  return devices.find(([pattern]) => pattern.test(userAgent))?.[1] ?? deviceWords.computer;
}
