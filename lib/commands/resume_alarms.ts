import { resume } from "@/lib/alarms/resume.ts";
import { changeAlarms } from "./change_alarms.ts";

/** Ends the pause of alarms. */
export const resumeAlarms = changeAlarms("resumed", resume);
