import { expect, it } from 'vitest';
import { deviceName } from '../sessions/device-state.ts';
import { colour, COLOURS, initials } from './people-state.ts';

it.each([['Ann Berger', 'AB'], ['bo', 'B'], ['Mary Jane van Dyke', 'MD'], ['陈美', '陈'], ['👩‍🚀 Zoë', '👩Z'], ['', '?']])('%s is %s', (name, short) => {
  expect(initials(name)).toBe(short);
});

it('gives people the colours evenly, also those who signed up in the same second, and always the same', () => {
  const letters = '0123456789abcdefghjkmnpqrstvwxyz';
  const idOf = (number: number): string => `u06gxk2w5${letters[number >> 5]}${letters[number & 31]}0g0g0g0g0g0g0g0g`;
  const counts = new Map<number, number>();
  for (let number = 0; number < 1000; number++) counts.set(colour(idOf(number)), (counts.get(colour(idOf(number))) ?? 0) + 1);
  expect(counts.size).toBe(COLOURS);
  expect(Math.min(...counts.values())).toBeGreaterThan(25);
  expect(Math.max(...counts.values())).toBeLessThan(80);
  expect(colour(idOf(7))).toBe(colour(idOf(7)));
});

it('names the device', () => {
  expect(deviceName('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe('Firefox on Linux');
  expect(deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1')).toBe('Safari on iOS');
  expect(deviceName('something')).toBe('Browser');
});
