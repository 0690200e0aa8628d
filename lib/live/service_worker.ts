/**
 * Starts the service worker of this build; null where there is none: on plain HTTP, except from this
 * computer, and where the browser refuses. For the page that changes nothing.
 *
 * @param file the URL path of its script, with the build's id as its query
 */
export async function startServiceWorker(file: string): Promise<ServiceWorkerRegistration | null> {
  if (!("serviceWorker" in navigator)) return null;
  try {
    // Not under the name that static files are cached by for a year.
    const [path, build = ""] = file.split(/\?.{0,40}=/);
    return await navigator.serviceWorker.register(`${path}?build=${build}`, {
      updateViaCache: "none",
    });
  } catch {
    return null;
  }
}
