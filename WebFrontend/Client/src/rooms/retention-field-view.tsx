import type { Retention } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { Field } from '../ui/field.tsx';

type Props = { rule: Retention; mayChange: boolean; kept: number | null; set: (days: number | null) => void; error: string | null };

/** How long a room keeps messages: as the server says, for ever, or a number of days. */
export function RetentionField({ rule, mayChange, kept, set, error }: Props) {
  const words = t.settings.retention;
  const server = words.server(rule.days);
  if (!mayChange) {
    return (
      <p class="field-hint">
        {words.label}: {kept === null ? server : words.time(kept)}
      </p>
    );
  }
  const choose = (choice: string): void => set(choice === 'server' ? null : choice === 'ever' ? 0 : Math.max(rule.least, rule.days, 30));
  return (
    <>
      <div class="field">
        <label for="retention">{words.label}</label>
        <div class="field-box">
          <select id="retention" value={kept === null ? 'server' : kept === 0 ? 'ever' : 'days'} onChange={(event) => choose(event.currentTarget.value)}>
            <option value="server">{server}</option>
            <option value="ever">{words.time(0)}</option>
            <option value="days">{words.days}</option>
          </select>
        </div>
      </div>
      {kept !== null && kept > 0 && (
        <Field
          label={words.number}
          name="retention-days"
          autocomplete="off"
          hint={words.hint(rule.keepsPinned)}
          value={String(kept)}
          set={(text) => set(Math.max(1, Math.trunc(Number(text)) || 1))}
          error={error}
        />
      )}
    </>
  );
}
