import { z } from "zod";
import { STORED } from "./kinds/schemas.ts";

/** An alarm as it stands in the store file, in memory and on the wire. */
export const Alarm = z.discriminatedUnion("type", STORED);

export type Alarm = z.infer<typeof Alarm>;
