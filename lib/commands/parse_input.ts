import type { z } from "zod";
import { explainIssues } from "@/lib/alarms/explain_issues.ts";
import { Refusal } from "./refusal.ts";

/** Parses what a person sent. @throws {Refusal} naming the first wrong field and the remedy */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const { field, message } = explainIssues(parsed.error);
  throw new Refusal("invalid_request", message, field || undefined);
}
