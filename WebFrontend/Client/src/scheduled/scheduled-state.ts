// Messages for later, as the list shows them, and times that one may want. Pure.

import type { ScheduledMessage } from '@parley/client';

const MORNING_HOUR = 9;
const EVENING_HOUR = 18;
const MONDAY = 1;

export type QuickTime = { readonly name: 'hour' | 'evening' | 'tomorrow' | 'monday'; readonly at: Date };

/** What is often meant by “later”, soonest first, none twice. In the reader's own time. */
export function quickTimes(now: Date): QuickTime[] {
  const hour = new Date(now.getTime() + 3_600_000);
  hour.setSeconds(0, 0);
  const evening = atHour(now, 0, EVENING_HOUR);
  const tomorrow = atHour(now, 1, MORNING_HOUR);
  const monday = atHour(now, (MONDAY + 7 - now.getDay()) % 7 || 7, MORNING_HOUR);
  return [
    { name: 'hour', at: hour },
    ...(evening > hour ? [{ name: 'evening', at: evening } as const] : []),
    { name: 'tomorrow', at: tomorrow },
    ...(monday.getTime() === tomorrow.getTime() ? [] : [{ name: 'monday', at: monday } as const]),
  ];
}

function atHour(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/** As a field for date and time takes it: in local time, to the minute. */
export function toField(at: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${String(at.getFullYear()).padStart(4, '0')}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** What such a field says; null: nothing yet. */
export function fromField(text: string): Date | null {
  const at = new Date(text);
  return text === '' || Number.isNaN(at.getTime()) ? null : at;
}

/** The list after a change: what was sent or cancelled is no more, the next one comes first. */
export function changed(messages: readonly ScheduledMessage[], message: ScheduledMessage): ScheduledMessage[] {
  const others = messages.filter(({ clientId }) => clientId !== message.clientId);
  const gone = message.state === 'sent' || message.state === 'cancelled';
  return (gone ? others : [...others, message]).toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.clientId.localeCompare(b.clientId));
}
