using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Runtime;
using Parley.Access;
using Parley.Errors;
using Parley.Grains.Scheduling;
using Parley.Grains.Storage;
using Parley.Moderation;
using Parley.Rooms;

namespace Parley.Grains.Moderation;

/// <summary>A reminder wakes the grain wherever there is a silo; a timer keeps to the second while it is awake.</summary>
[GrainType("room-mutes")]
internal sealed partial class RoomMutesGrain(
    [PersistentState("room-mutes", GrainsRegistration.StateStore)] IPersistentState<RoomMutesState> state,
    IOptions<MuteOptions> options, TimeProvider clock, ILogger<RoomMutesGrain> logger) : Grain, IRoomMutesGrain, IRemindable
{
    private const int MemberPage = 1000;
    private const int MaxPages = 10;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(30);

    private Alarm? _alarm;

    private Alarm Alarm => _alarm ??= new Alarm(this, clock, EndDue);

    private string Room => this.GetPrimaryKeyString();

    private ImmutableDictionary<string, MuteState> Mutes => state.State.Mutes;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        WakeAtNext(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public async Task<Outcome<Done>> Mute(MuteForATime command)
    {
        var now = clock.GetUtcNow();
        if (command.Until <= now || command.Until > now + options.Value.MaxLength)
        {
            return ErrorCatalog.InvalidField("until", $"Must be a time from now to {options.Value.MaxLength.TotalDays:0} days ahead; leave it out to mute for good.");
        }

        var earlier = Mutes.GetValueOrDefault(command.User);
        if (earlier is null && Mutes.Count >= options.Value.MaxMutes)
        {
            return ErrorCatalog.Error(ErrorCatalog.TooManyMutes);
        }

        // 1. The end first: a mute without one would last for ever, an end without a mute finds nothing to do.
        await Alarm.PromiseAsync(Mutes.Values.Select(mute => mute.Until).Append(command.Until).Min());
        await Write(Mutes.SetItem(command.User, new MuteState(command.By.Id, command.By.Role, command.Until)));

        // 2. The room decides.
        var outcome = await GiveRole(command.By, command.User, RoomRole.Muted);
        if (outcome.IsError && !outcome.Error.OutcomeUnknown)
        {
            await Write(earlier is null ? Mutes.Remove(command.User) : Mutes.SetItem(command.User, earlier));
        }
        else if (!outcome.IsError)
        {
            GrainFactory.User(command.User).Tell(new MuteMoved(Room, command.Until)).Ignore();
        }

        WakeAtNext(TimeSpan.Zero);
        return outcome;
    }

    public async Task Forget(string user)
    {
        if (Mutes.ContainsKey(user))
        {
            await Write(Mutes.Remove(user));
            WakeAtNext(TimeSpan.Zero);
        }
    }

    public Task<ImmutableArray<TimedMute>> List() => Task.FromResult<ImmutableArray<TimedMute>>(
        [.. Mutes.OrderBy(mute => mute.Value.Until).Select(mute => new TimedMute(mute.Key, mute.Value.By, mute.Value.Until))]);

    public async Task Erase()
    {
        if (!Mutes.IsEmpty)
        {
            await Write(ImmutableDictionary<string, MuteState>.Empty);
        }

        await Alarm.ForgetAsync();
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => EndDue();

    private async Task EndDue()
    {
        var pause = TimeSpan.Zero;
        foreach (var (user, mute) in Mutes.Where(mute => mute.Value.Until <= clock.GetUtcNow()))
        {
            if (!await End(user, mute))
            {
                pause = RetryAfter;
            }
        }

        if (Mutes.IsEmpty)
        {
            await Alarm.ForgetAsync();
        }

        WakeAtNext(pause);
    }

    /// <returns>False: it is to be tried again.</returns>
    private async Task<bool> End(string user, MuteState mute)
    {
        try
        {
            // As the member sees the room: a role that was changed meanwhile is left alone.
            if ((await GrainFactory.Room(Room).Describe(new Actor(user, ServerRole.Member))).Value is { Role: RoomRole.Muted })
            {
                var outcome = await GiveRole(new Actor(mute.By, mute.ByRole), user, RoomRole.Member);
                if (outcome.IsError && (outcome.Error.RetryAfterMs is not null || outcome.Error.OutcomeUnknown || outcome.Error.Code == ErrorCatalog.RoomArchived))
                {
                    return false;
                }

                // Who has muted may do so no more: then it is in the name of an owner, of whom there is always one.
                if (outcome.IsError && await OwnerAsync(user) is { } owner)
                {
                    outcome = await GiveRole(new Actor(owner, ServerRole.Member), user, RoomRole.Member);
                }

                if (outcome.IsError)
                {
                    LogNotEnded(Room, user, outcome.Error.Code);
                }
            }
        }
        catch (Exception e)
        {
            LogFailed(e, Room);
            return false;
        }

        await Write(Mutes.Remove(user));
        GrainFactory.User(user).Tell(new MuteMoved(Room, Until: null)).Ignore();
        return true;
    }

    private Task<Outcome<Done>> GiveRole(Actor by, string user, RoomRole role) => GrainFactory.Room(Room).Do(new ChangeRole
    {
        Sender = by.Id, SenderRole = by.Role, User = user, Role = role, ClientId = "mute-" + Guid.CreateVersion7().ToString("N"),
    });

    /// <summary>Some owner of the room; null if none is found among so many members.</summary>
    private async Task<string?> OwnerAsync(string reader)
    {
        var directory = GrainFactory.GetGrain<IRoomDirectoryGrain>(0);
        string? after = null;
        for (var pages = 0; pages < MaxPages; pages++)
        {
            var page = await directory.Members(Room, new Actor(reader, ServerRole.Member), after, MemberPage);
            if (page.IsError || page.Value.IsEmpty)
            {
                return null;
            }

            if (page.Value.FirstOrDefault(member => member.Role == RoomRole.Owner) is { } owner)
            {
                return owner.User;
            }

            after = page.Value[^1].User;
        }

        return null;
    }

    private void WakeAtNext(TimeSpan pause) => Alarm.Set(Mutes.Values.Select(mute => (DateTimeOffset?)mute.Until).Min(), pause);

    private Task Write(ImmutableDictionary<string, MuteState> mutes) => state.Replace(new RoomMutesState { Mutes = mutes }, this);

    [LoggerMessage(1210, LogLevel.Warning, "The mute of user {User} in room {Room} could not be ended: {Code}. A moderator can do it by hand.")]
    private partial void LogNotEnded(string room, string user, string code);

    [LoggerMessage(1211, LogLevel.Warning, "A mute in room {Room} could not be ended; it is tried again.")]
    private partial void LogFailed(Exception exception, string room);
}

/// <summary>What is kept of the mutes of a room. Never changed, only replaced.</summary>
public sealed record RoomMutesState
{
    /// <summary>User id → mute.</summary>
    public ImmutableDictionary<string, MuteState> Mutes { get; init; } = ImmutableDictionary<string, MuteState>.Empty;
}

/// <summary>A mute that ends by itself.</summary>
/// <param name="By">User id of who muted.</param>
/// <param name="ByRole">What that user was on the server.</param>
public sealed record MuteState(string By, ServerRole ByRole, DateTimeOffset Until);
