import { expect, it } from 'vitest';
import { en } from './en.ts';
import { formatDay } from './i18n.ts';

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
