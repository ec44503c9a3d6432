/** The name of the client's own script in its page; null: there is none, e.g. while it is developed. */
export function scriptOf(page: string): string | null {
  return /<script[^>]+src="([^"]*\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? null;
}
