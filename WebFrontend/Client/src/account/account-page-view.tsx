import { useEffect } from 'preact/hooks';
import { AccountCalls } from '@parley/client';
import { t } from '../i18n/i18n.ts';
import { BotsSection } from '../integrations/lazy-views.ts';
import { isConversation } from '../rooms/rooms-state.ts';
import { erased } from '../sessions/session-store.ts';
import { ConfirmPlace } from '../ui/dialog.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Toast } from '../ui/toast.tsx';
import type { Workspace } from '../workspace/workspace.ts';
import { ContactsSection } from './contacts-view.tsx';
import { EraseSection } from './erase-view.tsx';
import { ExportSection } from './export-view.tsx';
import { PasswordSection } from './password-view.tsx';
import { SecondFactorSection } from './second-factor-view.tsx';

/** Account and security: what somebody sets for themselves. */
export function AccountPage({ workspace }: { workspace: Workspace }) {
  const calls = new AccountCalls(workspace.client.rest);
  useEffect(() => {
    document.title = `${t.account.title} · ${t.appName}`;
  }, []);
  return (
    <div class="dash">
      <PageHead title={t.account.title} back={t.dashboard.back} />
      <main class="dash-main account-main">
        <ContactsSection calls={calls} />
        <PasswordSection calls={calls} />
        <SecondFactorSection calls={calls} />
        {workspace.me.role !== 'guest' && <BotsSection rest={workspace.client.rest} rooms={workspace.myRooms.value.filter((room) => !isConversation(room))} onClose={() => undefined} />}
        <ExportSection rest={workspace.client.rest} />
        <EraseSection calls={calls} me={workspace.me} onDone={() => erased(workspace.me)} />
      </main>
      <ConfirmPlace />
      <Toast />
    </div>
  );
}
