import type { User } from '@parley/client';

/** Up to two letters that stand for a person. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s._-]+/).filter((word) => word !== '');
  const first = [...(words[0] ?? '?')];
  const second = words.length > 1 ? [...words.at(-1)!] : [];
  return `${first[0] ?? '?'}${second[0] ?? ''}`.toUpperCase();
}

/** Ten hues, each dark and light. */
export const COLOURS = 20;
export const HUES = 10;

/** The same person has the same colour everywhere. Ids begin with the time, so every letter has to count. */
export function colour(id: string): number {
  let hash = 2166136261;
  for (const letter of id) hash = Math.imul(hash ^ letter.codePointAt(0)!, 16777619);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) % COLOURS;
}

export function nameOf(users: ReadonlyMap<string, User>, id: string, fallback: string): string {
  return users.get(id)?.displayName ?? fallback;
}
