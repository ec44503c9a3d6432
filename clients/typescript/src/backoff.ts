export const BACKOFF_MS: readonly number[] = [300, 1000, 2000, 5000, 10_000, 20_000];

/** The wait before try number `attempt` (from 0): the listed one, ± a quarter, so that a thousand clients do not come back at once. */
export function backoff(attempt: number, random: () => number, steps: readonly number[] = BACKOFF_MS): number {
  const step = steps[Math.min(attempt, steps.length - 1)] ?? 1000;
  return Math.round(step * (0.75 + random() * 0.5));
}
