import type { ParleyRest } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { FormError, useAttempt } from '../sessions/door-frame-view.tsx';
import { DownIcon } from '../ui/icons.tsx';

/** Everything that is kept of me, as a file. */
export function ExportSection({ rest }: { rest: ParleyRest }) {
  const attempt = useAttempt();
  const save = (): void =>
    void attempt.run(async () => {
      const address = URL.createObjectURL(await rest.exportMine());
      const link = document.createElement('a');
      link.href = address;
      link.download = 'parley-export.zip';
      link.click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000); // the browser may still be reading it
    });
  return (
    <section class="card" aria-labelledby="account-export">
      <h2 id="account-export">{t.account.data}</h2>
      <p class="card-lead">{t.account.dataLead}</p>
      <FormError attempt={attempt} fields={[]} />
      <button type="button" class="button" disabled={attempt.busy} onClick={save}>
        <DownIcon />
        {attempt.busy ? t.account.exporting : t.account.export}
      </button>
    </section>
  );
}
