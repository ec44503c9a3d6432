// What a text that begins with a slash may ask for. Pure.

import type { Room, SlashCommand } from '@parley/client';

export type CommandName = 'help' | 'me' | 'shrug' | 'poll' | 'msg' | 'later' | 'search' | 'topic' | 'rename' | 'invite' | 'kick' | 'ban' | 'unban' | 'mute' | 'unmute' | 'leave';

type Command = {
  readonly name: CommandName;
  /** What the room must allow me. */
  readonly needs: string | null;
  /** A command without what it is about is not run. */
  readonly takes: 'nothing' | 'maybe' | 'something';
};

export const COMMANDS: readonly Command[] = [
  { name: 'help', needs: null, takes: 'nothing' },
  { name: 'me', needs: 'write', takes: 'something' },
  { name: 'shrug', needs: 'write', takes: 'maybe' },
  { name: 'poll', needs: 'write', takes: 'maybe' },
  { name: 'msg', needs: null, takes: 'something' },
  { name: 'later', needs: 'write', takes: 'something' },
  { name: 'search', needs: null, takes: 'maybe' },
  { name: 'topic', needs: 'changeSettings', takes: 'maybe' },
  { name: 'rename', needs: 'changeSettings', takes: 'something' },
  { name: 'invite', needs: 'invite', takes: 'something' },
  { name: 'mute', needs: 'setRoles', takes: 'something' },
  { name: 'unmute', needs: 'setRoles', takes: 'something' },
  { name: 'kick', needs: 'remove', takes: 'something' },
  { name: 'ban', needs: 'remove', takes: 'something' },
  { name: 'unban', needs: 'remove', takes: 'something' },
  { name: 'leave', needs: 'leave', takes: 'nothing' },
];

export type Typed =
  | { readonly is: 'text'; readonly text: string }
  /** `missing`: it lacks what it is about. */
  | { readonly is: 'command'; readonly name: CommandName; readonly about: string; readonly missing: boolean }
  /** It looks like a command and is none that may be used here. `exists`: elsewhere it is one. */
  | { readonly is: 'unknown'; readonly word: string; readonly exists: boolean };

/** Those that I may use here. */
export function commandsIn(room: Room): Command[] {
  return COMMANDS.filter(({ needs }) => needs === null || room.may.includes(needs));
}

/** Those of programs that I may use here. Ours come first: one of the same name is not to be had. */
export function programsIn(room: Room, programs: readonly SlashCommand[]): readonly SlashCommand[] {
  return room.may.includes('write') ? programs.filter(({ name }) => !COMMANDS.some((command) => command.name === name)) : [];
}

/** What somebody means who typed this. Two slashes before a word are one slash of a text; paths and lone slashes are texts. */
export function typedIn(text: string, room: Room): Typed {
  if (/^\/\/[a-z]/i.test(text)) return { is: 'text', text: text.slice(1) };
  const match = /^\/([a-z][a-z0-9_-]*)(?:\s+([\s\S]*))?$/i.exec(text);
  if (match === null) return { is: 'text', text };
  const word = match[1]!.toLowerCase();
  const about = (match[2] ?? '').trim();
  const command = commandsIn(room).find(({ name }) => name === word);
  if (command === undefined) return { is: 'unknown', word, exists: COMMANDS.some(({ name }) => name === word) };
  return { is: 'command', name: command.name, about, missing: command.takes === 'something' && about === '' };
}

/** A user name as it is typed after a command: with or without the @. */
export function nameIn(about: string): string {
  return about.replace(/^@/, '').split(/\s/, 1)[0] ?? '';
}

const MINUTES: Readonly<Record<string, number>> = { m: 1, min: 1, h: 60, d: 24 * 60, w: 7 * 24 * 60 };

/** Minutes of a time such as `30m`, `2h`, `1d`, which comes after a name. None is null; what is no time is NaN. */
export function minutesIn(about: string): number | null {
  const [, time, ...more] = about.split(/\s+/);
  if (time === undefined) return null;
  const [, count, unit] = /^(\d{1,4})(m|min|h|d|w)$/i.exec(time) ?? [];
  return count === undefined || more.length > 0 ? Number.NaN : Number(count) * MINUTES[unit!.toLowerCase()]!;
}
