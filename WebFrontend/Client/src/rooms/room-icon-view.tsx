import type { Room } from '@parley/client';
import { HashIcon, LockIcon, PersonIcon } from '../ui/icons.tsx';

export function RoomIcon({ room }: { room: Room }) {
  if (room.visibility === 'direct' || room.visibility === 'group') return <PersonIcon />;
  return room.visibility === 'private' ? <LockIcon /> : <HashIcon />;
}
