import type { Room } from '@parley/client';
import { formatDateTime, t } from '../i18n/i18n.ts';
import { muteFor } from '../moderation/mute-state.ts';
import { openSearch, shownDialog } from '../rooms/shell-store.ts';
import { go } from '../routes/router.ts';
import { asking } from '../polls/asking-store.ts';
import { scheduling } from '../scheduled/scheduling-store.ts';
import { confirm } from '../ui/dialog.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import type { Workspace } from '../workspace/workspace.ts';
import { type CommandName, minutesIn, nameIn } from './commands-state.ts';

/** Does what a command says; `say` sends something where it was typed. A refusal is told, and `keep` gives the text back. */
export function runCommand(workspace: Workspace, room: Room, name: CommandName, about: string, { say, keep }: { readonly say: (text: string) => void; readonly keep: () => void }): void {
  const { rest } = workspace.client;
  const done = (work: Promise<unknown>): void =>
    void work.catch((error: unknown) => {
      toast(sentence(error));
      keep();
    });
  const who = nameIn(about);
  switch (name) {
    case 'help':
      shownDialog.value = 'shortcuts';
      break;
    case 'me':
      say(`_${about}_`);
      break;
    case 'shrug':
      say(`${about} ¯\\_(ツ)_/¯`.trim());
      break;
    case 'poll':
      asking.value = { room: room.id, question: about };
      break;
    case 'msg': {
      const words = about.replace(/^\S+\s*/, '');
      done(
        workspace.direct(who).then((direct) => {
          if (words !== '') workspace.client.send(direct.id, words);
          go({ to: 'room', name: direct.id });
        }),
      );
      break;
    }
    case 'later':
      keep(); // until it is scheduled; the dialog takes it away then
      scheduling.value = { room: room.id, text: about, message: null };
      break;
    case 'search':
      openSearch(about === '' ? '' : `${about} `);
      break;
    case 'topic':
      done(rest.changeRoom(room.id, { topic: about }));
      break;
    case 'rename':
      done(rest.changeRoom(room.id, { title: about }));
      break;
    case 'invite':
      done(rest.addMember(room.id, who).then(() => toast(t.invite.added(who))));
      break;
    case 'mute': {
      const minutes = minutesIn(about);
      if (Number.isNaN(minutes)) {
        toast(t.moderation.timeWrong);
        keep();
        break;
      }
      const until = minutes === null ? undefined : muteFor(minutes, new Date());
      done(rest.changeRole(room.id, who, 'muted', until).then(() => toast(until === undefined ? t.moderation.muted(who) : t.moderation.mutedUntil(who, formatDateTime(new Date(until))))));
      break;
    }
    case 'unmute':
      done(rest.changeRole(room.id, who, 'member').then(() => toast(t.moderation.unmuted(who))));
      break;
    case 'kick':
      done(rest.kick(room.id, who));
      break;
    case 'ban':
      confirm({ title: t.members.banTitle(who), text: t.members.banText, action: t.members.ban, run: () => done(rest.ban(room.id, who)) });
      break;
    case 'unban':
      done(rest.unban(room.id, who));
      break;
    case 'leave':
      done(workspace.leave(room));
      break;
  }
}
