import { z } from "zod";

/** A moment in a query, in milliseconds since the Unix epoch afterwards. */
export const moment = z.iso.datetime({
  offset: true,
  error: "must be an ISO 8601 time with zone",
}).transform((text) => Date.parse(text));
