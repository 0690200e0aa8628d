import { signal } from "@preact/signals";

/** Whether this browser may show notifications; `unavailable` on plain HTTP, except from this computer. */
export const notificationPermission = signal<NotificationPermission | "unavailable">("unavailable");

/** Looks up whether notifications are allowed. Asking a person takes a click: {@linkcode askForNotifications}. */
export function loadNotificationPermission(): void {
  const isPossible = "serviceWorker" in navigator && "Notification" in globalThis;
  notificationPermission.value = isPossible ? Notification.permission : "unavailable";
}

/** Lets the browser ask the person; to be called in a click. */
export async function askForNotifications(): Promise<void> {
  await Notification.requestPermission();
  loadNotificationPermission();
}
