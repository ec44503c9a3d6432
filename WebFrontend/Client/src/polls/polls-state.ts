// Polls as one sees and presses them. Pure.

import type { Poll } from '@parley/client';

export const FEWEST = 2;
export const MOST = 10;

/** What I have chosen, as the poll itself tells it. */
export function chosen(poll: Poll): number[] {
  return poll.options.flatMap(({ mine }, at) => (mine ? [at] : []));
}

/** The choice after a press on an answer: of one alone, the other goes. */
export function toggled(choices: readonly number[], at: number, multiple: boolean): number[] {
  if (choices.includes(at)) return choices.filter((one) => one !== at);
  return multiple ? [...choices, at].toSorted((a, b) => a - b) : [at];
}

/** Of those who voted. */
export function percent(count: number, poll: Poll): number {
  return poll.voters === 0 ? 0 : Math.min(100, (count / poll.voters) * 100);
}

/** What can be asked: answers without the empty ones. Null: a question, and two answers that differ, are still missing. */
export function askable(question: string, answers: readonly string[]): { readonly question: string; readonly options: readonly string[] } | null {
  const options = answers.map((answer) => answer.trim()).filter((answer) => answer !== '');
  const differ = new Set(options).size === options.length;
  return question.trim() === '' || options.length < FEWEST || !differ ? null : { question: question.trim(), options };
}
