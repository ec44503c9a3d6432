using System.Collections.Immutable;
using Parley.Users;

namespace Parley.Grains.Users;

public sealed partial class UserGrain
{
    public async Task<RoomLevel> SetRoomLevel(RoomLevel level)
    {
        var set = level.At(clock.GetUtcNow());
        if (Exists && LevelOf(set.Room) != set)
        {
            await Change(user => user with
            {
                Levels = set.IsUsual ? user.Levels.Remove(set.Room) : user.Levels.SetItem(set.Room, new LevelState(set.Level, set.IsMuted, set.MutedUntil)),
            });
            Tell([new RoomLevelSet(set)]);
        }

        return set;
    }

    public async Task<OwnSettings> SetSettings(OwnSettings settings)
    {
        var set = settings.At(clock.GetUtcNow());
        if (Exists && Settings != set)
        {
            await Change(user => user with { Settings = set });
            Tell([new SettingsSet(set)]);
        }

        return set;
    }

    public async Task ForgetRoom(string room)
    {
        if (state.State.Cursors.ContainsKey(room))
        {
            _cursorsMoved = _cursorsMoved.Remove(room);
            await Change(user => user with { Cursors = user.Cursors.Remove(room) });
        }

        await ForgetStay(room);
        await GrainFactory.ScheduledMessages(Id).Forget(room);
    }

    private OwnSettings Settings => (state.State.Settings ?? OwnSettings.Usual).At(clock.GetUtcNow());

    private ImmutableArray<RoomLevel> RoomLevels => [.. state.State.Levels.Keys.Select(LevelOf).Where(level => !level.IsUsual)];

    private RoomLevel LevelOf(string room) => state.State.Levels.GetValueOrDefault(room) is { } level
        ? new RoomLevel(room, level.Level, level.IsMuted, level.MutedUntil).At(clock.GetUtcNow())
        : new RoomLevel(room, Level: null, IsMuted: false, MutedUntil: null);

    /// <summary>Who is no member any more needs no level, no draft and no read positions in threads: who comes back begins anew, and what is kept has a bound.</summary>
    private async Task ForgetStay(string room)
    {
        if (state.State.Levels.ContainsKey(room))
        {
            await Change(user => user with { Levels = user.Levels.Remove(room) });
        }

        await GrainFactory.Drafts(Id).Drop(room, long.MaxValue);
        await GrainFactory.Threads(Id).Forget(room);
    }
}
