/** Thirty days: the longest window, cooldown and snooze, because history is kept that long. */
export const MAX_SPAN_SECONDS = 30 * 24 * 60 * 60;
export const DEFAULT_COOLDOWN_SECONDS = 300;
