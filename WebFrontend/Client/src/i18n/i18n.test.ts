import { describe, expect, it } from 'vitest';
import { ar } from './ar.ts';
import { en } from './en.ts';
import { formatDay } from './i18n.ts';
import { choose } from './language-state.ts';
import { zhCn } from './zh-cn.ts';

it('calls the days by their names', () => {
  const now = new Date(2026, 2, 29, 0, 30);
  expect(formatDay(new Date(2026, 2, 29, 0, 1), now)).toBe('Today');
  expect(formatDay(new Date(2026, 2, 28, 23, 59), now)).toBe('Yesterday');
  expect(formatDay(new Date(2026, 2, 20), now)).not.toContain('2026');
  expect(formatDay(new Date(2025, 2, 20), now)).toContain('2025');
});

it('counts and lists in English', () => {
  expect([en.rooms.unread(1), en.rooms.unread(2)]).toEqual(['1 unread message', '2 unread messages']);
  expect(en.typing(['Ann'])).toBe('Ann is typing…');
  expect(en.typing(['Ann', 'Bo'])).toBe('Ann and Bo are typing…');
  expect(en.typing(['a', 'b', 'c', 'd'])).toBe('Several people are typing…');
});

it.each([
  [null, ['de-DE', 'zh-CN', 'en'], 'zh-CN'],
  [null, ['zh-TW', 'zh-Hant-HK'], 'en'],
  [null, ['ar-EG'], 'ar'],
  [null, ['fr'], 'en'],
  ['ar', ['en'], 'ar'],
  ['klingon', ['zh-SG'], 'zh-CN'],
] as const)('%j and %j give %s', (stored, browser, expected) => expect(choose(stored, browser)).toBe(expected));

/** Every sentence by its path; what takes something is given something. */
function sentences(of: object, path = ''): [string, string][] {
  return Object.entries(of).flatMap(([name, value]): [string, string][] => {
    const here = `${path}.${name}`;
    if (typeof value === 'string') return [[here, value]];
    if (typeof value === 'object') return sentences(value as object, here);
    const takesNames = ['.typing', '.messages.joined', '.messages.left', '.reactions.by', '.threads.said'].includes(here);
    const given = takesNames ? [['A', 'B']] : [2, 2, 2];
    return [[here, (value as (...args: unknown[]) => string)(...given)]];
  });
}

describe.each([
  ['zh-CN', zhCn, /[\p{Script=Han}]/u],
  ['ar', ar, /\p{Script=Arabic}/u],
] as const)('the catalogue of %s', (_, catalogue, script) => {
  const english = new Map(sentences(en));
  const theirs = new Map(sentences(catalogue));

  it('has every sentence, and in its own script', () => {
    for (const path of english.keys()) expect([path, theirs.has(path)]).toEqual([path, true]);
    const foreign = [...theirs].filter(([, words]) => words !== '' && !script.test(words)).map(([path]) => path);
    // names that are the same everywhere
    expect(foreign.filter((path) => !/^\.(?:language|appName|messages\.label|threads\.label|dashboard\.(?:silos|cpu|hub))$/.test(path))).toEqual([]);
  });
});

it('counts in Arabic as Arabic does', () => {
  expect([1, 2, 3, 11].map(ar.rooms.messages)).toEqual(['رسالة واحدة', 'رسالتان', '3 رسائل', '11 رسالة']);
});
