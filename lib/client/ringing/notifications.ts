import { type ReadonlySignal, signal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Fire } from "@/lib/alarms/fire.ts";
import { pairTitle } from "@/lib/client/pair_titles.ts";
import { describeAlarm, pastLevel } from "@/lib/alarms/words.ts";
import { toBase } from "@/lib/client/base_path.ts";
import { formatPrice } from "@/lib/market/format_price.ts";
import { fireWords } from "./ringing.ts";

/** More at once would cover the screen; the page lists all of them. */
const MOST_NEWS = 4;

interface NotificationOptions {
  /** The URL path of the service worker's script, with the build's id as its query. */
  readonly workerFile: string;
  /** What rings, newest first. */
  readonly fires: ReadonlySignal<readonly Fire[]>;
  /** The page hears the server: what it does not know of does not ring. */
  readonly isCurrent: ReadonlySignal<boolean>;
  /** The page itself cannot be heard. */
  readonly isSilent: ReadonlySignal<boolean>;
}

/** Has the service worker show what rings while nobody looks at this page, and close what rings no more. */
export function useNotifications(
  { workerFile, fires, isCurrent, isSilent }: NotificationOptions,
): void {
  const registered = useSignal<ServiceWorkerRegistration | null>(null);
  const isLookedAt = useSignal(true);
  const shown = useMemo(() => new Set<string>(), []);
  useEffect(() => {
    startServiceWorker(workerFile).then(async (registration) => {
      if (registration === null) return;
      registered.value = await navigator.serviceWorker.ready;
    });
    return onLook(() => {
      isLookedAt.value = document.hasFocus() && !document.hidden;
      // It may have been allowed, or taken back, in another tab.
      loadNotificationPermission();
    });
  }, []);
  useSignalEffect(() => {
    if (notificationPermission.value !== "granted" || registered.value === null) return;
    if (!isCurrent.value) return;
    const news = isLookedAt.value ? [] : fires.value.filter(({ id }) => !shown.has(id));
    for (const { id } of news) shown.add(id);
    // Asked each time: the worker of a new build takes the place of the one that was there before.
    registered.value.active?.postMessage({
      kind: "ringing",
      ids: fires.value.map(({ id }) => id),
      news: news.slice(0, MOST_NEWS).map((fire) => fireNotification(fire, !isSilent.peek())),
    });
  });
}

/** Whenever somebody turns to the page or away from it, and once now. */
function onLook(listener: () => void): () => void {
  const stops = [
    listen(document, "visibilitychange", listener),
    listen(globalThis, "focus", listener),
    listen(globalThis, "blur", listener),
  ];
  listener();
  return () => stops.forEach((stop) => stop());
}

function listen(target: EventTarget, event: string, listener: () => void): () => void {
  target.addEventListener(event, listener);
  return () => target.removeEventListener(event, listener);
}

/** A system notification, as the service worker shows it. */
interface FireNotification {
  readonly title: string;
  readonly options: {
    readonly body: string;
    /** The fire's id, so that several tabs show one. */
    readonly tag: string;
    readonly data: { readonly fireId: string; readonly alarmId: string };
    readonly timestamp: number;
    readonly silent: boolean;
    readonly requireInteraction: true;
    readonly icon: string;
    readonly badge: string;
    readonly actions: readonly { readonly action: string; readonly title: string }[];
  };
}

/** What the system shows of a fire; silent where the page itself sounds. */
export function fireNotification(fire: Fire, silent: boolean): FireNotification {
  const { id, alarmId, pair, price, alarm, timestamp, test } = fire;
  const lines = [describeAlarm(alarm, pairTitle(pair)), pastLevel(fire) ?? "", alarm.note];
  return {
    title: `${test ? fireWords.test : ""}${pairTitle(pair)} ${formatPrice(price)}${
      fire.late ? fireWords.late : ""
    }`,
    options: {
      body: lines.filter((line) => line !== "").join("\n"),
      tag: id,
      data: { fireId: id, alarmId },
      timestamp: Date.parse(timestamp),
      silent,
      requireInteraction: true,
      icon: toBase("/icons/icon-192.png"),
      badge: toBase("/icons/badge-96.png"),
      // A rehearsal leaves its alarm alone.
      actions: [
        { action: "acknowledge", title: fireWords.acknowledge },
        ...(test ? [] : [{ action: "snooze", title: fireWords.snooze }]),
      ],
    },
  };
}

/** Whether this browser may show notifications; `unavailable` on plain HTTP, except from this computer. */
export const notificationPermission = signal<NotificationPermission | "unavailable">("unavailable");

/** Looks up whether notifications are allowed. Asking a person takes a click: {@linkcode askForNotifications}. */
function loadNotificationPermission(): void {
  const isPossible = "serviceWorker" in navigator && "Notification" in globalThis;
  notificationPermission.value = isPossible ? Notification.permission : "unavailable";
}

/** Lets the browser ask the person; to be called in a click. */
export async function askForNotifications(): Promise<void> {
  await Notification.requestPermission();
  loadNotificationPermission();
}

/**
 * Starts the service worker of this build; null where there is none: on plain HTTP, except from this
 * computer, and where the browser refuses. For the page that changes nothing.
 *
 * @param file the URL path of its script, with the build's id as its query
 */
async function startServiceWorker(file: string): Promise<ServiceWorkerRegistration | null> {
  if (!("serviceWorker" in navigator)) return null;
  try {
    // Not under the name that static files are cached by for a year.
    const [path, build = ""] = file.split(/\?.{0,40}=/);
    return await navigator.serviceWorker.register(toBase(`${path}?build=${build}`), {
      updateViaCache: "none",
    });
  } catch {
    return null;
  }
}

/** On, off, on, in milliseconds. */
const PATTERN = [400, 150, 400];
const ROUND_MS = 3_000;

/** Lets a phone vibrate until it is stopped. Browsers ignore it, and complain, before the first touch. */
export function vibrate(): () => void {
  if (!("vibrate" in navigator)) return () => {};
  const once = () => navigator.userActivation?.hasBeenActive && navigator.vibrate(PATTERN);
  once();
  const timer = setInterval(once, ROUND_MS);
  return () => {
    clearInterval(timer);
    if (navigator.userActivation?.hasBeenActive) navigator.vibrate(0);
  };
}
