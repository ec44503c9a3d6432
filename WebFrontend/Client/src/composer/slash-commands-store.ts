import { signal } from '@preact/signals';
import type { ParleyRest, SlashCommand } from '@parley/client';

/** So long what is known of a room is not asked again. */
const FRESH_MS = 30_000;

/** Later answers are asked for so often, each time after twice as long. */
const LOOKS = 6;
const FIRST_LOOK_MS = 1000;

/** What a program has told me alone. */
export type Told = { readonly room: string; readonly command: string; readonly text: string };

/** Commands of programs, by room id, as far as they were asked for. */
export const slashCommands = signal<ReadonlyMap<string, readonly SlashCommand[]>>(new Map());
export const told = signal<Told | null>(null);

const askedAt = new Map<string, number>();

/** Those of a room. None if they cannot be asked for: then a client's own are all there are. */
export async function slashCommandsOf(rest: ParleyRest, room: string): Promise<readonly SlashCommand[]> {
  const known = slashCommands.peek().get(room);
  if (known !== undefined && Date.now() - (askedAt.get(room) ?? 0) < FRESH_MS) return known;
  try {
    const commands = await rest.slashCommands(room);
    askedAt.set(room, Date.now());
    slashCommands.value = new Map(slashCommands.peek()).set(room, commands);
    return commands;
  } catch {
    return known ?? [];
  }
}

/** Runs one; what it says to me alone is `told`, also if it comes a little later. */
export async function runSlashCommand(rest: ParleyRest, room: string, command: string, text: string): Promise<void> {
  const run = await rest.runSlashCommand(room, command, text);
  if (run.responseType === 'ephemeral') told.value = { room, command, text: run.text ?? '' };
  if (run.responseType === 'none') void lookForLater(rest, run.id, room, command);
}

async function lookForLater(rest: ParleyRest, run: string, room: string, command: string): Promise<void> {
  for (let look = 0; look < LOOKS; look++) {
    await new Promise((done) => setTimeout(done, FIRST_LOOK_MS * 2 ** look));
    const answer = await rest.slashAnswers().then(
      (answers) => answers.findLast((one) => one.run === run),
      () => undefined,
    );
    if (answer === undefined) continue;
    told.value = { room, command, text: answer.text };
    return;
  }
}
