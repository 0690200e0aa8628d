import { type ReadonlySignal, useSignal, useSignalEffect } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { Fire } from "@/lib/alarms/fire.ts";
import { fireNotification } from "./fire_notification.ts";
import { loadNotificationPermission, notificationPermission } from "./notification_permission.ts";
import { startServiceWorker } from "./service_worker.ts";

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
  const told = useMemo(() => new Set<string>(), []);
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
    const news = isLookedAt.value ? [] : fires.value.filter(({ id }) => !told.has(id));
    for (const { id } of news) told.add(id);
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
