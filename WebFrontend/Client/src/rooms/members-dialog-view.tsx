import { useEffect, useState } from 'preact/hooks';
import type { Ban, Member, Room, RoomRole, User } from '@parley/client';
import { formatDateTime, t } from '../i18n/i18n.ts';
import { lazyDialog } from '../ui/lazy.tsx';
import { go } from '../routes/router.ts';
import { PresenceDot } from '../presence/presence-view.tsx';
import { confirm, Dialog } from '../ui/dialog.tsx';
import { DotsIcon } from '../ui/icons.tsx';
import { Menu } from '../ui/menu.tsx';
import { Refusal } from '../ui/refusal.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { sentence } from '../ui/sentence.ts';
import { toast } from '../ui/toast.tsx';
import { Avatar } from '../users/avatar-view.tsx';
import { useWorkspace } from '../workspace/workspace-context.ts';
import { actionsOn, type MemberAction } from './members-state.ts';
import { may } from './rooms-state.ts';

const PAGE = 100;

const MuteDialog = lazyDialog<{ room: Room; user: User; onDone: () => void; onClose: () => void }>(async () => (await import('../moderation/mute-dialog-view.tsx')).MuteDialog);

/** Who is in the room, and what I may do about it. */
export function MembersDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const workspace = useWorkspace();
  const { rest } = workspace.client;
  const [members, setMembers] = useState<readonly Member[]>([]);
  const [bans, setBans] = useState<readonly Ban[]>([]);
  /** Until when members are muted, by their ids. */
  const [mutes, setMutes] = useState<ReadonlyMap<string, string>>(new Map());
  const [muting, setMuting] = useState<User | null>(null);
  const [more, setMore] = useState(false);
  const [query, setQuery] = useState('');
  const [error, setError] = useState<unknown>(null);
  const load = async (known: readonly Member[]): Promise<void> => {
    const page = await rest.members(room.id, known.at(-1)?.user.id, PAGE);
    workspace.users.know(...page.map((member) => member.user));
    setMembers([...known, ...page]);
    setMore(page.length === PAGE);
    if (known.length === 0 && may(room, 'remove')) setBans(await rest.bans(room.id));
    if (known.length === 0 && may(room, 'deleteOthers') && room.direct === null) setMutes(new Map((await rest.mutes(room.id)).map(({ user, until }) => [user, until])));
  };
  useEffect(() => {
    load([]).catch(setError);
  }, [room.id, room.lastSeq]);
  useEffect(() => {
    workspace.alsoWatched.value = members.map(({ user }) => user.id);
    return () => {
      workspace.alsoWatched.value = [];
    };
  }, [members]);
  const run = (work: Promise<unknown>): void => void work.then(() => load([])).catch((refusal: unknown) => toast(sentence(refusal)));
  const act = (member: Member, action: MemberAction): void => {
    const { id, displayName } = member.user;
    switch (action.do) {
      case 'message':
        void workspace.direct(id).then(
          (direct) => {
            onClose();
            go({ to: 'room', name: direct.id });
          },
          (refusal: unknown) => toast(sentence(refusal)),
        );
        break;
      case 'role':
        if (action.role === 'muted') setMuting(member.user);
        else run(rest.changeRole(room.id, id, action.role));
        break;
      case 'kick':
        run(rest.kick(room.id, id));
        break;
      case 'ban':
        confirm({ title: t.members.banTitle(displayName), text: t.members.banText, action: t.members.ban, run: () => run(rest.ban(room.id, id)) });
        break;
    }
  };
  const wanted = query.trim().toLowerCase();
  const shown = members.filter(({ user }) => user.displayName.toLowerCase().includes(wanted) || user.userName.toLowerCase().includes(wanted));
  return (
    <Dialog title={t.members.title(members.length)} onClose={onClose}>
      <SearchField label={t.members.filter} value={query} set={setQuery} />
      <Refusal error={error} />
      <ul class="browse-list member-list">
        {shown.map((member) => (
          <li key={member.user.id} class="browse-item">
            <Avatar id={member.user.id} name={member.user.displayName} bot={member.user.isBot} />
            <span class="browse-text">
              <span class="browse-title" dir="auto">
                <PresenceDot user={member.user.id} /> {member.user.displayName}
                {member.user.id === workspace.me.id && ` (${t.members.you})`}
              </span>
              <span class="browse-more">
                @{member.user.userName} · {t.members.roles[member.role] ?? member.role}
                {member.role === 'muted' && mutes.has(member.user.id) && ` · ${t.moderation.until(formatDateTime(new Date(mutes.get(member.user.id)!)))}`}
              </span>
            </span>
            <MemberMenu room={room} member={member} me={workspace.me.id} act={(action) => act(member, action)} />
          </li>
        ))}
      </ul>
      {more && (
        <button type="button" class="button" onClick={() => load(members).catch(setError)}>
          {t.members.loadMore}
        </button>
      )}
      {bans.length > 0 && (
        <>
          <h3 class="dialog-section">{t.members.banned}</h3>
          <ul class="browse-list">
            {bans.map(({ user }) => (
              <li key={user.id} class="browse-item">
                <Avatar id={user.id} name={user.displayName} />
                <span class="browse-text">
                  <span class="browse-title" dir="auto">
                    {user.displayName}
                  </span>
                  <span class="browse-more">@{user.userName}</span>
                </span>
                <button type="button" class="button" onClick={() => run(rest.unban(room.id, user.id))}>
                  {t.members.unban}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      {muting !== null && <MuteDialog room={room} user={muting} onDone={() => void load([]).catch(setError)} onClose={() => setMuting(null)} />}
    </Dialog>
  );
}

function MemberMenu({ room, member, me, act }: { room: Room; member: Member; me: string; act: (action: MemberAction) => void }) {
  const actions = actionsOn(room, member, me);
  if (actions.length === 0) return null;
  return (
    <Menu label={t.members.actions(member.user.displayName)} class="menu-end" button={<DotsIcon />}>
      {(close) =>
        actions.map((action) => (
          <button
            key={action.do + ('role' in action ? action.role : '')}
            type="button"
            class={action.do === 'kick' || action.do === 'ban' ? 'menu-item menu-item-danger' : 'menu-item'}
            onClick={() => {
              close();
              act(action);
            }}
          >
            {words(action, member.role)}
          </button>
        ))
      }
    </Menu>
  );
}

function words(action: MemberAction, now: string): string {
  if (action.do !== 'role') return t.members[action.do];
  return action.role === 'member' && now === 'muted' ? t.members.unmute : t.members.make[action.role satisfies RoomRole];
}
