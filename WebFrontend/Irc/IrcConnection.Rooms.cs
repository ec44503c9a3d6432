using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Parley.Errors;
using Parley.Rooms;
using Parley.WebFrontend.Realtime;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;

namespace Parley.WebFrontend.Irc;

internal sealed partial class IrcConnection
{
    /// <summary>Bytes of nicks in one line, so that the rest fits.</summary>
    private const int NamesBytes = 350;

    private bool MayRead => ScopeGate.Refuse(User, RawFrameTypes.Subscribe) is null;

    private bool MayWrite => ScopeGate.Refuse(User, RawFrameTypes.Send) is null;

    /// <summary>The room that the client has open under this name; null: none.</summary>
    private IrcRoom? Open(string name)
    {
        foreach (var (_, room) in _rooms)
        {
            if (string.Equals(room.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                return room;
            }
        }

        return null;
    }

    /// <summary>Opens what the user is a member of and is not open yet, and closes what the user is not a member of any more.</summary>
    private async Task OpenMine()
    {
        if (!MayRead)
        {
            return;
        }

        foreach (var open in _rooms.Keys)
        {
            _joinedAt.TryRemove(open, out _);
        }

        var mine = await Listed(mineOnly: true);
        var again = TimeSpan.Zero;
        foreach (var view in mine)
        {
            if (_rooms.Count < _options.MaxRooms && !_rooms.ContainsKey(view.Id))
            {
                again = await OpenRoom(view.Id) is { RetryAfterMs: { } ms } ? TimeSpan.FromMilliseconds(ms) : again;
            }
        }

        if (again > TimeSpan.Zero)
        {
            _ = WantRoomsAfter(again);
        }

        var ids = mine.Select(view => view.Id).ToHashSet();
        foreach (var (id, room) in _rooms)
        {
            // The list may be a moment behind the room, which is asked before it is closed.
            if (!ids.Contains(id) && (await _services.Rooms.Describe(User, id)).Value?.Role is null)
            {
                Leave(room, "You are no member any more");
            }
        }
    }

    private async Task<ImmutableArray<RoomView>> Listed(bool mineOnly) =>
        [.. (await _services.Grains.GetGrain<IRoomDirectoryGrain>(0).List(User.Actor, mineOnly)).Where(view => Reaches(view.Id))];

    /// <summary>False: the token that the client came with is not for this room.</summary>
    private bool Reaches(string room) => User.Rooms?.Contains(room) != false;

    private async Task<Error?> OpenRoom(string id)
    {
        var described = await _services.Rooms.Describe(User, id);
        if (described.IsError || described.Value.Role is null)
        {
            return described.Error ?? ErrorCatalog.Error(ErrorCatalog.NotAMember);
        }

        var view = described.Value;
        var room = await Named(view);
        _rooms[id] = room;
        if (!room.IsPrivate)
        {
            Say(IrcLine.Of("JOIN", room.Name) with { Source = Own });
            SayTopic(room, view, ifNone: false);
            await SayNames(room, view.Visibility);
        }

        var after = _joinedAt.TryRemove(id, out var joinedAt) ? Math.Min(joinedAt, view.LastSeq) : view.LastSeq;
        var query = RoomRequests.Subscribe(User.Actor, after, view.Epoch);
        var lines = Encode(_answer);
        _answer.Clear();
        var outcome = await _services.Subscriptions.SubscribeAsync(this, id, query.Value!, subscription => Queue.Answer(new IrcOpening(lines, subscription, after)));
        if (outcome.IsError)
        {
            _rooms.TryRemove(id, out _);
        }

        return outcome.Error;
    }

    private async Task<IrcRoom> Named(RoomView view) => view switch
    {
        _ when RoomJson.OtherOf(view, User.Id) is { } other => new IrcRoom(view.Id, await NickOf(other), IsPrivate: true),
        { Visibility: RoomVisibility.Group } => new IrcRoom(view.Id, "#" + view.Id, IsPrivate: false),
        _ => new IrcRoom(view.Id, "#" + view.Name, IsPrivate: false),
    };

    private void Leave(IrcRoom room, string why)
    {
        Forget(room);
        if (!room.IsPrivate)
        {
            Say(IrcLine.Of("PART", room.Name, why) with { Source = Own });
        }
    }

    private async Task Join(IrcLine line)
    {
        if (!Has(line, 1) || !MayWriteElse("JOIN"))
        {
            return;
        }

        foreach (var name in First(line).Split(',').Take(_options.MaxRooms))
        {
            if (Open(name) is null && await JoinOne(name) is { } refusal)
            {
                Refuse(name, refusal);
            }
        }
    }

    private async Task<Error?> JoinOne(string name)
    {
        if (!name.StartsWith('#') || await _services.Names.FindAsync(name[1..]) is not { } id || !Reaches(id))
        {
            return ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        }

        var joined = await _services.Rooms.Join(User.Actor, id);
        if (joined.Value is { Event: not null, Seq: var seq })
        {
            _joinedAt[id] = seq;
        }

        return joined.Error ?? (_rooms.ContainsKey(id) || !MayRead ? null : await OpenRoom(id));
    }

    private async Task Part(IrcLine line)
    {
        if (!Has(line, 1) || !MayWriteElse("PART"))
        {
            return;
        }

        foreach (var name in First(line).Split(',').Take(_options.MaxRooms))
        {
            if (Open(name) is not { IsPrivate: false } room)
            {
                Answer("442", name, "You are not in this room.");
            }
            else if ((await _services.Rooms.Leave(User, room.Id)).Error is { } refusal)
            {
                Refuse(name, refusal);
            }
            else if (_rooms.ContainsKey(room.Id))
            {
                Leave(room, "");
            }
        }
    }

    private bool MayWriteElse(string command)
    {
        if (!MayWrite)
        {
            Fail(command, "", ErrorCatalog.Error(ErrorCatalog.ScopeMissing));
        }

        return MayWrite;
    }

    private async Task Topic(IrcLine line)
    {
        if (!Has(line, 1) || OpenElse(line, "TOPIC") is not { } room)
        {
            return;
        }

        if (line.Parameters.Length > 1)
        {
            var change = RoomRequests.Settings(User.Id, null, null, IrcFormat.Plain(line.Parameters[1]), null, null);
            var outcome = change.IsError ? change.Error : await _services.Rooms.Do(User, room.Id, change.Value);
            if (outcome.IsError)
            {
                Refuse(room.Name, outcome.Error);
            }
        }
        else if ((await _services.Rooms.Describe(User, room.Id)).Value is { } view)
        {
            SayTopic(room, view, ifNone: true);
        }
    }

    /// <summary>The open room that the line is about; null: there is none, and the client was told.</summary>
    private IrcRoom? OpenElse(IrcLine line, string command)
    {
        if (Open(First(line)) is { IsPrivate: false } room)
        {
            return command is "NAMES" or "MODE" || line.Parameters.Length < 2 || MayWriteElse(command) ? room : null;
        }

        Answer("442", First(line), "You are not in this room.");
        return null;
    }

    private void SayTopic(IrcRoom room, RoomView view, bool ifNone)
    {
        if (!string.IsNullOrEmpty(view.Topic))
        {
            Answer("332", room.Name, view.Topic);
        }
        else if (view.Title.Length > 0 && view.Title != view.Name)
        {
            Answer("332", room.Name, view.Title);
        }
        else if (ifNone)
        {
            Answer("331", room.Name, "No topic is set.");
        }
    }

    private async Task Names(IrcLine line)
    {
        if (Has(line, 1) && OpenElse(line, "NAMES") is { } room && (await _services.Rooms.Describe(User, room.Id)).Value is { } view)
        {
            await SayNames(room, view.Visibility);
        }
    }

    private async Task SayNames(IrcRoom room, RoomVisibility visibility)
    {
        var names = new List<string>();
        var bytes = 0;
        foreach (var member in await Members(room))
        {
            var name = IrcEvents.PrefixOf(member.Role) + await NickOf(member.User);
            bytes += Encoding.UTF8.GetByteCount(name) + 1;
            if (bytes > NamesBytes)
            {
                Answer("353", visibility == RoomVisibility.Public ? "=" : "@", room.Name, string.Join(' ', names));
                names.Clear();
                bytes = Encoding.UTF8.GetByteCount(name) + 1;
            }

            names.Add(name);
        }

        if (names.Count > 0)
        {
            Answer("353", visibility == RoomVisibility.Public ? "=" : "@", room.Name, string.Join(' ', names));
        }

        Answer("366", room.Name, "End of the names.");
    }

    private async Task<ImmutableArray<RoomMember>> Members(IrcRoom room)
    {
        var members = await _services.Grains.GetGrain<IRoomDirectoryGrain>(0).Members(room.Id, User.Actor, null, _options.MaxNames);
        return members.IsError ? [] : members.Value;
    }

    private async Task Kick(IrcLine line)
    {
        if (!Has(line, 2) || OpenElse(line, "KICK") is not { } room)
        {
            return;
        }

        foreach (var nick in At(line, 1).Split(',').Take(_options.MaxRooms))
        {
            var found = await _services.RoomPeople.FindAsync(User, room.Id, nick, Parley.Access.RoomPermission.Remove);
            var outcome = found.IsError ? found.Error : await _services.Rooms.Do(User, room.Id, new KickMember { Sender = User.Id, User = found.Value.Id });
            if (outcome.IsError)
            {
                RefuseUser(nick, room.Name, outcome.Error);
            }
        }
    }

    private async Task Invite(IrcLine line)
    {
        if (!Has(line, 2) || !MayWriteElse("INVITE"))
        {
            return;
        }

        var (nick, name) = (First(line), At(line, 1));
        if (Open(name) is not { IsPrivate: false } room)
        {
            Answer("442", name, "You are not in this room.");
            return;
        }

        var found = await _services.RoomPeople.FindAsync(User, room.Id, nick, Parley.Access.RoomPermission.Invite);
        var outcome = found.IsError ? found.Error
            : found.Value.IsDeactivated ? ErrorCatalog.Error(ErrorCatalog.UserNotFound)
            : await _services.Rooms.Do(User, room.Id, new AddMember { Sender = User.Id, User = found.Value.Id });
        if (outcome.IsError)
        {
            RefuseUser(nick, name, outcome.Error);
        }
        else
        {
            Answer("341", nick, name);
        }
    }

    private async Task Mode(IrcLine line)
    {
        if (!Has(line, 1))
        {
            return;
        }

        if (!First(line).StartsWith('#'))
        {
            Answer(IsMe(First(line)) ? "221" : "502", IsMe(First(line)) ? "+i" : "Only your own mode can be seen.");
            return;
        }

        if (OpenElse(line, "MODE") is not { } room)
        {
            return;
        }

        var change = At(line, 1);
        if (change.TrimStart('+') is "b")
        {
            Answer("368", room.Name, "Who is banned is shown in the web client.");
        }
        else if (change.Length == 0)
        {
            await SayMode(room);
        }
        else if (change is "+o" or "+h" or "-o" or "-h" && line.Parameters.Length == 3)
        {
            await SetRole(room, At(line, 2), change switch { "+o" => RoomRole.Owner, "+h" => RoomRole.Moderator, _ => RoomRole.Member });
        }
        else
        {
            Answer("472", change, "This mode is not known here. Roles are +o and +h with one nick; the rest is set in the web client.");
        }
    }

    private async Task SayMode(IrcRoom room)
    {
        if ((await _services.Rooms.Describe(User, room.Id)).Value is { } view)
        {
            Answer("324", room.Name, $"+nt{(view.Visibility == RoomVisibility.Public ? "" : "i")}{(view.IsArchived ? "m" : "")}");
            Answer("329", room.Name, view.CreatedAt.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture));
        }
    }

    private async Task SetRole(IrcRoom room, string nick, RoomRole role)
    {
        if (!MayWriteElse("MODE"))
        {
            return;
        }

        var found = await _services.RoomPeople.FindAsync(User, room.Id, nick, Parley.Access.RoomPermission.SetRoles);
        var outcome = found.IsError ? found.Error : await _services.Rooms.SetRole(User, room.Id, found.Value.Id, role);
        if (outcome.IsError)
        {
            RefuseUser(nick, room.Name, outcome.Error);
        }
    }

    private async Task List()
    {
        if (MayRead)
        {
            foreach (var view in (await Listed(mineOnly: false)).Where(view => view.Visibility is RoomVisibility.Public or RoomVisibility.Private).Take(_options.MaxNames))
            {
                Answer("322", "#" + view.Name, "0", string.IsNullOrEmpty(view.Topic) ? view.Title : view.Topic);
            }
        }

        Answer("323", "End of the list.");
    }

    private void RefuseUser(string nick, string room, Error error)
    {
        if (error.Code == ErrorCatalog.UserNotFound)
        {
            Answer("401", nick, error.Message);
        }
        else
        {
            Refuse(room, error);
        }
    }

    /// <summary>Why something about a room was not done, by the number that clients know.</summary>
    private void Refuse(string room, Error error) => Answer(
        error.Code switch
        {
            ErrorCatalog.RoomNotFound => "403",
            ErrorCatalog.NotAMember => "442",
            ErrorCatalog.Banned => "474",
            ErrorCatalog.Forbidden => "482",
            _ => "404",
        },
        room, error.Message);
}
