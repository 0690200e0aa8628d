import { SourceError } from "./source.ts";

/** Asks for part after part until a source fails; answers what it gave until then, and why that is not all. */
export async function askInParts<Part, Answer>(
  parts: Iterable<Part>,
  ask: (part: Part) => Promise<Answer>,
): Promise<{ answers: Answer[]; failure: SourceError | null }> {
  const answers: Answer[] = [];
  for (const part of parts) {
    try {
      answers.push(await ask(part));
    } catch (error) {
      if (!(error instanceof SourceError)) throw error;
      return { answers, failure: error };
    }
  }
  return { answers, failure: null };
}
