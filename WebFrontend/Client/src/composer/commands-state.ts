// What a text that begins with a slash may ask for. A text that names no command here is a message like any other. Pure.

import type { Room } from '@parley/client';

export type CommandName = 'help' | 'topic' | 'invite' | 'kick' | 'leave' | 'me' | 'shrug';

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
  { name: 'topic', needs: 'changeSettings', takes: 'maybe' },
  { name: 'invite', needs: 'invite', takes: 'something' },
  { name: 'kick', needs: 'remove', takes: 'something' },
  { name: 'leave', needs: 'leave', takes: 'nothing' },
];

/** Those that I may use here. */
export function commandsIn(room: Room): Command[] {
  return COMMANDS.filter(({ needs }) => needs === null || room.may.includes(needs));
}

/** The command in a text and what it is about; null: it is a message. `missing`: it lacks what it is about. */
export function commandOf(text: string, room: Room): { readonly name: CommandName; readonly about: string; readonly missing: boolean } | null {
  const match = /^\/([a-z]+)(?:\s+([\s\S]*))?$/.exec(text.trim());
  const command = commandsIn(room).find(({ name }) => name === match?.[1]);
  if (match === null || command === undefined) return null;
  const about = (match[2] ?? '').trim();
  return { name: command.name, about, missing: command.takes === 'something' && about === '' };
}

/** A user name as it is typed after a command: with or without the @. */
export function nameIn(about: string): string {
  return about.replace(/^@/, '').split(/\s/, 1)[0] ?? '';
}
