/** The store accepts no changes any more: a commit failed, or it was closed. */
export class StoreFailedError extends Error {
  override name = "StoreFailedError";
}
