import { expect, it } from 'vitest';
import { hosts, ms, percentiles, rate, upFor } from './dashboard-state.ts';

it.each([
  [0, '0 s'],
  [59, '59 s'],
  [60, '1 min'],
  [3 * 3600 + 5 * 60, '3 h 5 min'],
  [52 * 3600, '2 d 4 h'],
])('%i seconds are %s', (seconds, words) => {
  const start = '2026-11-24T10:00:00.000Z';
  expect(upFor(start, new Date(Date.parse(start) + seconds * 1000).toISOString())).toBe(words);
});

it('is not confused by a clock that is behind', () => {
  expect(upFor('2026-11-24T10:00:05.000Z', '2026-11-24T10:00:00.000Z')).toBe('0 s');
});

it.each([
  [null, '–'],
  [0.1234, '0.12 ms'],
  [12.34, '12.3 ms'],
  [1234.5, '1,235 ms'],
])('%d milliseconds are written %s', (n, words) => {
  expect(ms(n)).toBe(words);
});

it('writes percentiles with one unit', () => {
  expect([percentiles(2.434, 34.82), percentiles(null, null)]).toEqual(['2.43 / 34.8 ms', '–']);
});

it('writes small rates with a decimal and large ones without', () => {
  expect([0, 0.25, 9.96, 10.4, 12345.6].map(rate)).toEqual(['0', '0.3', '10', '10', '12,346']);
});

it('leaves the scheme out of addresses', () => {
  expect(hosts(['http://127.0.0.1:5000', 'https://[::]:5001'])).toBe('127.0.0.1:5000, [::]:5001');
});
