import { useEffect, useState } from 'preact/hooks';
import { t } from '../i18n/i18n.ts';
import { go } from '../routes/router.ts';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { Notice } from './empty-views.tsx';

/** Where an invite leads. The code stands behind the #, so that no server writes it into a log. */
export function InvitePage() {
  const workspace = useWorkspace();
  const [code] = useState(() => location.hash.slice(1));
  const [title, setTitle] = useState<string | null>(null);
  const [bad, setBad] = useState(code === '');
  useEffect(() => {
    if (code !== '') workspace.client.rest.previewInvite(code).then(setTitle, () => setBad(true));
  }, [code]);
  const join = async (): Promise<void> => {
    try {
      go({ to: 'room', name: (await workspace.useInvite(code)).name }, 'replace');
    } catch (error) {
      toast(sentence(error));
    }
  };
  if (bad) return <Notice title={t.invite.bad} text={t.invite.badText} action={t.rooms.notFoundHome} onAction={() => go({ to: 'home' })} />;
  if (title === null) return <div class="page-wait" role="status" aria-label={t.loading} />;
  return <Notice title={t.invite.landing(title)} text={t.invite.landingText} action={t.invite.join} onAction={() => void join()} />;
}
