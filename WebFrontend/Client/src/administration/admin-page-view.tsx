import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { go } from '../routes/router.ts';
import { ConfirmPlace } from '../ui/dialog.tsx';
import { PageHead } from '../ui/page-head.tsx';
import { Toast } from '../ui/toast.tsx';
import type { Workspace } from '../workspace/workspace.ts';
import { AdminLinks } from './admin-links-view.tsx';

type Props = { workspace: Workspace; here: 'all-rooms' | 'audit'; title: string; forbidden: string; wide?: boolean; children: ComponentChildren };

/** A page for administrators: its head with the way to the others, and a sentence for everybody else. */
export function AdminPage({ workspace, here, title, forbidden, wide = false, children }: Props) {
  useEffect(() => {
    document.title = `${title} · ${t.appName}`;
  }, []);
  if (!workspace.me.isAdmin) {
    return (
      <main class="blank blank-full">
        <h1>{t.dashboard.forbiddenTitle}</h1>
        <p>{forbidden}</p>
        <button type="button" class="button button-primary" onClick={() => go({ to: 'home' })}>
          {t.dashboard.forbiddenAction}
        </button>
      </main>
    );
  }
  return (
    <div class="dash">
      <PageHead title={title} back={t.dashboard.back}>
        <AdminLinks here={here} />
      </PageHead>
      <main class={wide ? 'dash-main' : 'dash-main people-main'}>{children}</main>
      <ConfirmPlace />
      <Toast />
    </div>
  );
}
