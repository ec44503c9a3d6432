import { expect, it } from 'vitest';
import { deviceName } from '../sessions/device-state.ts';
import { hue, HUES, initials } from './people-state.ts';

it.each([['Ann Berger', 'AB'], ['bo', 'B'], ['Mary Jane van Dyke', 'MD'], ['陈美', '陈'], ['👩‍🚀 Zoë', '👩Z'], ['', '?']])('%s is %s', (name, short) => {
  expect(initials(name)).toBe(short);
});

it('gives everyone one of the colours, always the same', () => {
  const hues = Array.from({ length: 500 }, (_, index) => hue(`u${index}`));
  expect(new Set(hues)).toEqual(new Set(Array.from({ length: HUES }, (_, index) => index)));
  expect(hue('u7')).toBe(hue('u7'));
});

it('names the device', () => {
  expect(deviceName('Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0')).toBe('Firefox on Linux');
  expect(deviceName('Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605 Version/18.0 Mobile Safari/604.1')).toBe('Safari on iOS');
  expect(deviceName('something')).toBe('Browser');
});
