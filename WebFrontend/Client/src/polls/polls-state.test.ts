import { expect, it } from 'vitest';
import type { Poll } from '@parley/client';
import { askable, chosen, percent, toggled } from './polls-state.ts';

const poll = (counts: readonly number[], more: Partial<Poll> = {}): Poll => ({
  options: counts.map((count, at) => ({ text: `o${at}`, count, users: [], mine: at === 1 })),
  multiple: false,
  anonymous: false,
  voters: 4,
  closed: null,
  ...more,
});

it('chooses one answer or several, and takes a choice back', () => {
  expect([toggled([], 1, false), toggled([0], 1, false), toggled([1], 1, false)]).toEqual([[1], [1], []]);
  expect([toggled([2], 0, true), toggled([0, 2], 0, true)]).toEqual([[0, 2], [2]]);
  expect(chosen(poll([1, 2]))).toEqual([1]);
});

it('measures an answer by those who voted', () => {
  expect([percent(1, poll([1])), percent(4, poll([4])), percent(0, poll([0], { voters: 0 }))]).toEqual([25, 100, 0]);
});

it('asks only with a question and two answers that differ', () => {
  expect(askable(' Tea? ', ['yes', ' ', 'no '])).toEqual({ question: 'Tea?', options: ['yes', 'no'] });
  expect([askable('', ['a', 'b']), askable('q', ['a', '']), askable('q', ['a', 'a'])]).toEqual([null, null, null]);
});
