import { list } from './wire.ts';

/** A command of a program, of a room or of the server. */
export type SlashCommand = { readonly name: string; readonly description: string; readonly usage: string; readonly scope: 'room' | 'server' };

/** What came of a run. `ephemeral`: the text is for me alone; `none`: nothing, or later. */
export type SlashRun = { readonly id: string; readonly responseType: 'in_channel' | 'ephemeral' | 'none'; readonly text: string | null };

/** What a program has answered me alone, later. */
export type SlashAnswer = { readonly run: string; readonly text: string };

const fields = (json: unknown): Record<string, unknown> => (typeof json === 'object' && json !== null ? (json as Record<string, unknown>) : {});

export const parseSlashCommands = (json: unknown): SlashCommand[] =>
  list(json, (one) => {
    const from = fields(one);
    return { name: String(from['name'] ?? ''), description: String(from['description'] ?? ''), usage: String(from['usage'] ?? ''), scope: from['scope'] === 'server' ? 'server' : 'room' };
  });

export function parseSlashRun(json: unknown): SlashRun {
  const from = fields(json);
  const type = from['responseType'];
  return { id: String(from['id'] ?? ''), responseType: type === 'in_channel' || type === 'ephemeral' ? type : 'none', text: typeof from['text'] === 'string' ? from['text'] : null };
}

export const parseSlashAnswers = (json: unknown): SlashAnswer[] =>
  list(json, (one) => {
    const from = fields(one);
    return { run: String(from['run'] ?? ''), text: String(from['text'] ?? '') };
  });
