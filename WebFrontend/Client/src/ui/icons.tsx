import type { ComponentChildren } from 'preact';

/**
 * @param draw Makes its parts anew each time: an element that is made once and kept holds on to the first place where it stood, and with it to
 * all that was ever drawn there.
 */
function icon(draw: () => ComponentChildren) {
  return () => (
    <svg class="icon" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" focusable="false">
      {draw()}
    </svg>
  );
}

export const PlusIcon = icon(() => <path d="M10 4v12M4 10h12" />);
export const CompassIcon = icon(() => (
  <>
    <circle cx="10" cy="10" r="7" />
    <path d="m12.8 7.2-1.7 3.9-3.900 1.700 1.700-3.900z" />
  </>
));
export const SearchIcon = icon(() => (
  <>
    <circle cx="9" cy="9" r="5" />
    <path d="m13 13 3.500 3.500" />
  </>
));
export const HashIcon = icon(() => <path d="M8 3.500 6.500 16.500M13.500 3.500 12 16.500M4 7.500h12.500M3.500 12.500H16" />);
export const LockIcon = icon(() => (
  <>
    <rect x="4.500" y="9" width="11" height="7.500" rx="1.800" />
    <path d="M7 9V6.500a3 3 0 0 1 6 0V9" />
  </>
));
export const PersonIcon = icon(() => (
  <>
    <circle cx="10" cy="7" r="3.200" />
    <path d="M4 16.500c.6-3 3-4.700 6-4.700s5.400 1.700 6 4.700" />
  </>
));
export const PeopleIcon = icon(() => (
  <>
    <circle cx="7.500" cy="7.500" r="2.700" />
    <path d="M2.500 15.500c.5-2.600 2.500-4 5-4s4.500 1.400 5 4M12.500 5a2.700 2.700 0 0 1 0 5.200M14.500 11.800c1.600.5 2.700 1.800 3 3.700" />
  </>
));
export const GearIcon = icon(() => (
  <>
    <circle cx="10" cy="10" r="2.500" />
    <path d="M10 3v2.200M10 14.800V17M3 10h2.200M14.800 10H17M5.050 5.050l1.560 1.560M13.390 13.390l1.560 1.560M5.050 14.950l1.560-1.560M13.390 6.610l1.560-1.560" />
  </>
));
export const MenuIcon = icon(() => <path d="M3.500 6h13M3.500 10h13M3.500 14h13" />);
export const CloseIcon = icon(() => <path d="m5 5 10 10M15 5 5 15" />);
export const PencilIcon = icon(() => <path d="m4 16 .700-3.200 8.500-8.500a1.600 1.600 0 0 1 2.300 0l.2.2a1.600 1.600 0 0 1 0 2.300L7.200 15.300zM12 5.500 14.500 8" />);
export const TrashIcon = icon(() => <path d="M4 6h12M8 6V4h4v2M5.500 6l.700 10h7.600l.700-10M8.500 9v4.500M11.500 9v4.500" />);
export const CopyIcon = icon(() => (
  <>
    <rect x="7" y="7" width="9" height="9" rx="1.800" />
    <path d="M13 7V5.500A1.500 1.500 0 0 0 11.500 4h-6A1.500 1.500 0 0 0 4 5.500v6A1.500 1.500 0 0 0 5.500 13H7" />
  </>
));
export const SendIcon = icon(() => <path d="M10 16V4.500M5 9.500l5-5 5 5" />);
export const DownIcon = icon(() => <path d="M10 4v11.500M5 10.500l5 5 5-5" />);
export const DotsIcon = icon(() => <path d="M5 10h.01M10 10h.01M15 10h.01" class="icon-dots" />);
export const CheckIcon = icon(() => <path d="m4.500 10.500 3.500 3.500 7.500-8" />);
export const AlertIcon = icon(() => <path d="M10 6.500v4.500M10 13.700v.01M10 3 2.500 16.500h15z" />);
export const LinkIcon = icon(() => <path d="M8.500 11.500a3 3 0 0 0 4.300 0l2.400-2.400a3 3 0 0 0-4.300-4.300l-.900.9M11.500 8.500a3 3 0 0 0-4.300 0l-2.400 2.400a3 3 0 0 0 4.300 4.300l.9-.9" />);
export const PulseIcon = icon(() => <path d="M2.500 10.500h3.500l2-5.500 3.500 10 2-4.500h4" />);
export const DeviceIcon = icon(() => (
  <>
    <rect x="3" y="4" width="14" height="9.500" rx="1.500" />
    <path d="M7.500 16.500h5M10 13.500v3" />
  </>
));
export const BellIcon = icon(() => <path d="M5 13.500V9a5 5 0 0 1 10 0v4.500l1.200 1.500H3.800zM8.300 17.200h3.400" />);
export const BellOffIcon = icon(() => <path d="M5 13.500V9c0-.7.1-1.400.4-2M7.200 4.900A5 5 0 0 1 15 9v4.500l1.200 1.500H3.800L5 13.500M8.300 17.200h3.400M3.500 3.500l13 13" />);
export const UnreadIcon = icon(() => (
  <>
    <path d="M11.500 4.500h-6A1.500 1.500 0 0 0 4 6v6.500A1.500 1.500 0 0 0 5.500 14H7v2.500L10.300 14h4.200a1.500 1.500 0 0 0 1.500-1.500V9" />
    <circle cx="15.300" cy="5" r="1.800" class="icon-fill" />
  </>
));
export const ReplyIcon = icon(() => <path d="M8 5 3.500 9.500 8 14M4 9.500h7.500a5 5 0 0 1 5 5v1" />);
export const SmileIcon = icon(() => (
  <>
    <circle cx="10" cy="10" r="7" />
    <path d="M7.300 8.200v.01M12.700 8.200v.01M6.800 11.800c.7 1.300 1.900 2 3.200 2s2.500-.7 3.200-2" />
  </>
));
export const ClipIcon = icon(() => <path d="m15.500 9.500-5.800 5.800a3.300 3.300 0 0 1-4.700-4.700l6.200-6.200a2.200 2.200 0 0 1 3.100 3.100l-6 6a1.100 1.100 0 0 1-1.600-1.600L12 6.700" />);
export const FileIcon = icon(() => <path d="M11.500 3H6.500A1.500 1.500 0 0 0 5 4.500v11A1.500 1.500 0 0 0 6.500 17h7a1.500 1.500 0 0 0 1.500-1.500v-9zM11.500 3v3.500H15" />);
export const ThreadIcon = icon(() => <path d="M4 4.500h12a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1H9.500L6 16.500v-3H4a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM6.500 7.700h7M6.500 10.500h4.500" />);
export const ForwardIcon = icon(() => <path d="M12 5l4.500 4.500L12 14M16 9.500H8.500a5 5 0 0 0-5 5v1" />);
export const PollIcon = icon(() => <path d="M4 16.500V10M10 16.500V4M16 16.500V7.500" />);
export const PinIcon = icon(() => <path d="M7 3.500h6M8 3.500v5L5.500 11.500h9L12 8.500v-5M10 11.500v5" />);
export const PlugIcon = icon(() => <path d="M7.500 3.500v4M12.500 3.500v4M5 7.500h10v2a5 5 0 0 1-10 0zM10 14.500V17" />);
export const KeyboardIcon = icon(() => (
  <>
    <rect x="2.500" y="5" width="15" height="10" rx="1.800" />
    <path d="M5.500 8.200h.01M8.500 8.200h.01M11.500 8.200h.01M14.500 8.200h.01M7 12h6" />
  </>
));
export const KeyIcon = icon(() => <path d="M12.500 11.500a4 4 0 1 0-3.600-2.200L3.500 14.700V17H6v-2h2v-2l2.200-2.100a4 4 0 0 0 2.300.6zM13.300 6.700v.01" />);
export const LeaveIcon = icon(() => <path d="M8 4H5.500A1.500 1.500 0 0 0 4 5.500v9A1.500 1.500 0 0 0 5.500 16H8M12.500 13.500 16 10l-3.500-3.500M16 10H8" />);
export const ClockIcon = icon(() => (
  <>
    <circle cx="10" cy="10" r="7" />
    <path d="M10 6v4.200l2.700 1.800" />
  </>
));
export const FlagIcon = icon(() => <path d="M5 17V3.500h8.500l-1.700 3.500 1.700 3.500H5" />);
export const BlockIcon = icon(() => (
  <>
    <circle cx="10" cy="10" r="7" />
    <path d="m5.100 5.100 9.800 9.800" />
  </>
));
export const EyeIcon = icon(() => (
  <>
    <path d="M2.500 10S5 5 10 5s7.500 5 7.500 5-2.500 5-7.500 5-7.500-5-7.500-5z" />
    <circle cx="10" cy="10" r="2.200" />
  </>
));

export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
      <path class="logo-one" d="M7 9.500A2.500 2.500 0 0 1 9.500 7h9A2.500 2.500 0 0 1 21 9.500v5a2.500 2.500 0 0 1-2.500 2.500H12l-3.600 2.900A.85.85 0 0 1 7 19.200z" />
      <path class="logo-two" d="M23 13.200c1.200.2 2 1.200 2 2.400v8.600a.85.85 0 0 1-1.400.7L20 22h-5.500c-1 0-1.900-.6-2.300-1.500l.9-.7h5.400a4.500 4.500 0 0 0 4.500-4.500z" />
    </svg>
  );
}
