import { pause } from "@/lib/alarms/pause.ts";
import { changeAlarms } from "./change_alarms.ts";

/** Keeps alarms from ringing until a person resumes or re-arms them. */
export const pauseAlarms = changeAlarms("paused", pause);
