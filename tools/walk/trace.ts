// Loaded before the program whose functions call `enterFile`: notes in which order files are entered.
// Each line of the input asks for what was entered since the line before, turn by turn; the answer is one line.

declare global {
  var enterFile: (path: string) => void;
}

/** Files entered in one turn of the program, up to its next wait. */
type Turn = Set<string>;

let turns: Turn[] = [];
let turn: Turn | null = null;

globalThis.enterFile = (path) => {
  // Deno runs the program only once nothing that was begun here is under way.
  void answer();
  globalThis.enterFile = enter;
  enter(path);
};

function enter(path: string): void {
  if (turn === null) {
    turns.push(turn = new Set());
    queueMicrotask(() => turn = null);
  }
  turn.add(path);
}

async function answer(): Promise<void> {
  for await (const _ of Deno.stdin.readable) {
    const told = JSON.stringify(turns.map((each) => [...each]));
    turns = [];
    await Deno.stdout.write(new TextEncoder().encode(`walk: ${told}\n`));
  }
}

export {};
