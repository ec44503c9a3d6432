import { sentence } from './sentence.ts';

/** What came of something that was asked for; nothing while there is no error. */
export function Refusal({ error }: { error: unknown }) {
  if (error === null) return null;
  return (
    <p class="notice notice-bad" role="alert">
      {sentence(error)}
    </p>
  );
}
