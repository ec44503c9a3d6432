export type Sent = { readonly to: string; readonly subject: string; readonly text: string; readonly at: string };

export function parseSent(json: unknown): Sent[] {
  if (!Array.isArray(json)) return [];
  return json.map((item: unknown) => {
    const from = (typeof item === 'object' && item !== null ? item : {}) as Readonly<Record<string, unknown>>;
    const text = (field: string): string => (typeof from[field] === 'string' ? from[field] : '');
    return { to: text('to'), subject: text('subject'), text: text('text'), at: text('at') };
  });
}
