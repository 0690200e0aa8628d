/** A moment in milliseconds since the Unix epoch as ISO 8601 in UTC, without empty milliseconds. */
export function isoTime(at: number): string {
  return new Date(at).toISOString().replace(".000Z", "Z");
}
