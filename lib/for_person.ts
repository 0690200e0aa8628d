/** Errors of our own are sentences for the person who starts a program; any other is a fault and shows its stack. */
export function isForPerson(error: unknown): error is Error {
  return error instanceof Error && error.name !== "Error" && error.name !== "TypeError";
}
