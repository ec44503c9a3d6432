import type { User } from '@parley/client';

/** Up to two letters that stand for a person. */
export function initials(name: string): string {
  const words = name.trim().split(/[\s._-]+/).filter((word) => word !== '');
  const first = [...(words[0] ?? '?')];
  const second = words.length > 1 ? [...words.at(-1)!] : [];
  return `${first[0] ?? '?'}${second[0] ?? ''}`.toUpperCase();
}

export const HUES = 10;

/** The same person has the same colour everywhere. */
export function hue(id: string): number {
  let hash = 2166136261;
  for (const letter of id) hash = Math.imul(hash ^ letter.codePointAt(0)!, 16777619);
  return (hash >>> 0) % HUES;
}

export function nameOf(users: ReadonlyMap<string, User>, id: string, fallback: string): string {
  return users.get(id)?.displayName ?? fallback;
}
