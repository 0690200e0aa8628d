import type { InputName, OutputName, QueryName } from "./openapi.ts";

/** One thing `/api` can do, for its description. */
export interface Operation {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  readonly path: string;
  readonly summary: string;
  readonly body?: InputName;
  readonly query?: QueryName;
  readonly answer?: OutputName;
  /** Status of success; 200 unless told. */
  readonly status?: number;
}

/** Everything `/api` can do; a test holds it against the routes. */
export const OPERATIONS: readonly Operation[] = [
  { method: "get", path: "/api/pairs", summary: "All pairs with their alarms" },
  {
    method: "post",
    path: "/api/pairs",
    summary: "Watch a pair",
    body: "NewPair",
    status: 201,
  },
  {
    method: "put",
    path: "/api/pairs/order",
    summary: "Put the pairs in another order; those not named follow",
    body: "PairOrder",
  },
  { method: "get", path: "/api/pairs/{symbol}", summary: "One pair" },
  { method: "delete", path: "/api/pairs/{symbol}", summary: "Remove a pair and its alarms" },
  {
    method: "get",
    path: "/api/pairs/{symbol}/history",
    summary: "Bars of the price history",
    query: "HistoryQuery",
  },
  {
    method: "get",
    path: "/api/pairs/{symbol}/coverage",
    summary: "How closely a pair was watched, stretch by stretch",
    query: "CoverageQuery",
  },
  { method: "get", path: "/api/pairs/{symbol}/alarms", summary: "The alarms of a pair" },
  {
    method: "post",
    path: "/api/pairs/{symbol}/alarms",
    summary: "Set an alarm",
    body: "NewAlarm",
    status: 201,
  },
  {
    method: "post",
    path: "/api/pairs/{symbol}/replay",
    summary: "How often an alarm would have fired in the last 30 days; sets nothing",
    body: "NewAlarm",
  },
  { method: "get", path: "/api/alarms", summary: "All alarms" },
  {
    method: "post",
    path: "/api/alarms/batch",
    summary: "Set several alarms, all or none",
    body: "NewAlarms",
    status: 201,
  },
  {
    method: "post",
    path: "/api/alarms/pause",
    summary: "Keep alarms from ringing until they are resumed, all or none",
    body: "AlarmIds",
  },
  {
    method: "post",
    path: "/api/alarms/resume",
    summary: "End the pause of alarms, all or none",
    body: "AlarmIds",
  },
  {
    method: "post",
    path: "/api/alarms/remove",
    summary: "Remove alarms, all or none",
    body: "AlarmIds",
  },
  {
    method: "get",
    path: "/api/settings",
    summary: "How the server is set up and what it holds; secrets are told as set or not set",
  },
  {
    method: "get",
    path: "/api/alarms/export",
    summary: "All alarms as a file, JSON or CSV",
    query: "ExportQuery",
  },
  {
    method: "post",
    path: "/api/alarms/import",
    summary: "Set and change alarms from such a file (JSON or CSV, up to 1 MB), all or none; " +
      "dryRun=true tells what would change",
    body: "AlarmFile",
    query: "ImportQuery",
    answer: "ImportReport",
  },
  { method: "get", path: "/api/alarms/{id}", summary: "One alarm" },
  {
    method: "patch",
    path: "/api/alarms/{id}",
    summary: "Change an alarm; another condition starts it anew and tells what that drops",
    body: "AlarmPatch",
    answer: "AlarmChanged",
  },
  { method: "delete", path: "/api/alarms/{id}", summary: "Remove an alarm" },
  {
    method: "get",
    path: "/api/alarms/{id}/coverage",
    summary: "How closely an alarm's pair was watched since it was set",
    query: "CoverageQuery",
  },
  {
    method: "post",
    path: "/api/alarms/{id}/rearm",
    summary: "Arm an alarm again; tells what that drops",
    answer: "AlarmChanged",
  },
  {
    method: "post",
    path: "/api/alarms/{id}/snooze",
    summary: "Snooze an alarm",
    body: "Snooze",
    answer: "AlarmChanged",
  },
  {
    method: "get",
    path: "/api/alarms/{id}/why",
    summary: "Why an alarm has not fired: how near the price came, and what stands in its way",
  },
  { method: "post", path: "/api/alarms/{id}/test", summary: "Rehearse an alarm: it rings" },
  {
    method: "get",
    path: "/api/fires",
    summary: "Fires, oldest first; after an id the next ones in order",
    query: "FiresQuery",
  },
  { method: "post", path: "/api/fires/{id}/acknowledge", summary: "Silence one fire everywhere" },
  { method: "post", path: "/api/fires/acknowledge", summary: "Silence all fires everywhere" },
  {
    method: "get",
    path: "/api/audit",
    summary: "Changes by people and fires, newest first; also as CSV",
    query: "AuditQuery",
  },
  { method: "get", path: "/api/status", summary: "Checks, sources, stale pairs" },
  { method: "get", path: "/api/openapi.json", summary: "This document" },
];
