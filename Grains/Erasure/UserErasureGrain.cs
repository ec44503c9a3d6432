using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Concurrency;
using Orleans.Runtime;
using Parley.Access;
using Parley.Audit;
using Parley.Erasure;
using Parley.Errors;
using Parley.Export;
using Parley.Grains.Rooms;
using Parley.Grains.Scheduling;
using Parley.Grains.Storage;
using Parley.Jobs;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Grains.Erasure;

/// <summary>
/// Goes through everything that is kept of a user and has it erased by whoever keeps it, each step harmless when it comes twice; then it looks again, for
/// what was on its way. What is done is known by what is left, so that a crash costs a second look at most. Reentrant: how far it is can be asked meanwhile.
/// </summary>
[GrainType("user-erasure"), Reentrant]
internal sealed partial class UserErasureGrain(
    [PersistentState("user-erasure", GrainsRegistration.StateStore)] IPersistentState<UserErasureState> state,
    WrittenContent content, RoomDeletions deletions, ErasedIdentity identity, IAudit audit, IOptions<ErasureOptions> options, TimeProvider clock, ILogger<UserErasureGrain> logger)
    : Grain, IUserErasureGrain, IRemindable
{
    private const int Page = 100;

    /// <summary>Messages that one command deletes: others who write in the room must not wait for long.</summary>
    private const int MessagesAtOnce = 200;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private Alarm? _alarm;
    private bool _isRunning;

    private Alarm Alarm => _alarm ??= new Alarm(this, clock, Run);

    private string User => this.GetPrimaryKeyString();

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        WakeAtNext(TimeSpan.Zero);
        return Task.CompletedTask;
    }

    public Task<ErasureStatus> Status() => Task.FromResult(state.State.View(User));

    public async Task<Outcome<ErasureStatus>> Begin(Actor? by)
    {
        if (state.State.Step is ErasureStep.None)
        {
            // Who asks for somebody who is not there, or may not be erased, leaves nothing behind.
            await Alarm.PromiseAsync(clock.GetUtcNow());
            await Write(new UserErasureState { Step = ErasureStep.Asked, By = by?.Id, ByRole = by?.Role ?? ServerRole.Owner, At = clock.GetUtcNow() });
        }

        if (state.State.Step is ErasureStep.Asked && await Decide(by) is { } refusal)
        {
            return refusal;
        }

        WakeAtNext(TimeSpan.Zero);
        return state.State.View(User);
    }

    public Task ReceiveReminder(string reminderName, TickStatus status)
    {
        WakeAtNext(TimeSpan.Zero); // not here: who reminds would wait for all of it
        return state.State.Step is ErasureStep.None or ErasureStep.Done ? Alarm.ForgetAsync() : Task.CompletedTask;
    }

    /// <summary>Null: it is decided.</summary>
    private async Task<Error?> Decide(Actor? by)
    {
        var outcome = await GrainFactory.User(User).Erase(new EraseUser(by));
        if (outcome.IsError)
        {
            await Write(new UserErasureState());
            await Alarm.ForgetAsync();
            return outcome.Error;
        }

        await Write(state.State with { Step = ErasureStep.Running });
        return null;
    }

    private async Task Run()
    {
        if (_isRunning)
        {
            return;
        }

        _isRunning = true;
        var pause = TimeSpan.Zero;
        try
        {
            await Next();
        }
        catch (Exception e)
        {
            LogFailed(e, User);
            pause = RetryAfter;
        }
        finally
        {
            _isRunning = false;
        }

        WakeAtNext(pause);
    }

    private async Task Next()
    {
        switch (state.State.Step)
        {
            case ErasureStep.Asked:
                await Decide(state.State.By is { } by ? new Actor(by, state.State.ByRole) : null);
                break;
            case ErasureStep.Running:
                await EndExports();
                await Sweep();
                await LookAgain();
                break;
            case ErasureStep.LookingAgain when state.State.LookAt <= clock.GetUtcNow():
                if (await Sweep() > 0)
                {
                    await LookAgain();
                    break;
                }

                await Write(state.State with { Step = ErasureStep.Done, DoneAt = clock.GetUtcNow() });
                await Alarm.ForgetAsync();
                audit.Note(new AuditEntry(AuditEvents.UserDeleted) { Actor = state.State.By, Target = User, Detail = $"done messages={state.State.Messages}" });
                break;
        }
    }

    /// <summary>What the user has had put together is a copy of it all.</summary>
    private async Task EndExports()
    {
        foreach (var export in await GrainFactory.Jobs().List(new JobQuery(null, ExportJobs.Kind, User, null, Page)))
        {
            if (!export.HasEnded)
            {
                await GrainFactory.Jobs().Cancel(export.Id);
            }

            if ((await GrainFactory.Jobs().Enqueue([ExportJobs.EndOf(export.Id, "erased")])).Error is { } refusal)
            {
                throw new InvalidOperationException($"The end of an export could not be enqueued: {refusal.Code}.");
            }
        }
    }

    private Task LookAgain() => Write(state.State with { Step = ErasureStep.LookingAgain, LookAt = clock.GetUtcNow() + options.Value.SecondLook });

    /// <returns>How much there was in rooms.</returns>
    private async Task<long> Sweep()
    {
        // 1. Who they were, and what is theirs alone.
        var user = GrainFactory.User(User);
        if (await user.NameToErase() is { } name)
        {
            foreach (var key in new[] { UserNames.Key(name), UserNames.LookAlikeKey(name) }.Distinct())
            {
                await GrainFactory.GetGrain<IUserNameGrain>(key).Release(User, UserNames.Key(name));
                await identity.ForgetNameAsync(key);
            }
        }

        await user.BlankErased();
        await GrainFactory.SecondFactor(User).Reset();
        await GrainFactory.Drafts(User).Erase();
        await GrainFactory.Threads(User).Erase();
        await GrainFactory.ScheduledMessages(User).Erase();
        await GrainFactory.Uploads().EraseOf(User);
        await identity.ForgetAsync(User);
        await ForEach((after, limit) => identity.SessionsAsync(User, after, limit), session => GrainFactory.Session(session).Erase());

        // 2. What they have said, in every room they have ever been in.
        var found = 0L;
        await ForEach((after, limit) => content.RoomsAsync(User, after, limit), async room => found += await SweepRoom(room));
        return found;
    }

    private async Task<long> SweepRoom(string room)
    {
        await deletions.ForgetAsync(room, User);
        await GrainFactory.RoomReports(room).EraseUser(User);
        await GrainFactory.HeldMessages(room).EraseUser(User);
        await GrainFactory.RoomMutes(room).Forget(User);
        var found = 0L;
        for (var (after, leaves) = (0L, false); ; )
        {
            var (messages, reactions, votes) = await content.LeftAsync(room, User, after, MessagesAtOnce);
            leaves = messages.IsEmpty && reactions.IsEmpty && votes.IsEmpty;
            var done = await GrainFactory.Room(room).Do(new EraseMember
            {
                Sender = User, ClientId = $"erase-{Guid.CreateVersion7():N}", Messages = messages,
                Reactions = [.. reactions.Select(reaction => new ErasedReaction(reaction.Target, reaction.Emoji))], Votes = votes,
                Leaves = leaves, Heir = leaves ? await Heir(room) : null,
            });
            if (done.IsError)
            {
                throw new InvalidOperationException($"Room {room} refused an erasure: {done.Error.Code}.");
            }

            if (leaves)
            {
                return found + (done.Value.Event is null ? 0 : 1);
            }

            after = messages.IsEmpty ? after : messages[^1]; // what was read is not read again; the second look begins anew
            found += messages.Length + reactions.Length + votes.Length;
            await Write(state.State with { Messages = state.State.Messages + messages.Length });
        }
    }

    /// <summary>Who is to own the room if there is nobody else; null: nobody is there.</summary>
    private async Task<string?> Heir(string room)
    {
        var heirs = await content.HeirsAsync(room, User);
        foreach (var heir in heirs)
        {
            if (await GrainFactory.User(heir).Find() is { IsDeactivated: false, Role: not ServerRole.Guest })
            {
                return heir;
            }
        }

        return heirs.FirstOrDefault();
    }

    private static async Task ForEach(Func<string, int, Task<System.Collections.Immutable.ImmutableArray<string>>> read, Func<string, Task> work)
    {
        for (var after = ""; ;)
        {
            var page = await read(after, Page);
            foreach (var one in page)
            {
                await work(one);
            }

            if (page.Length < Page)
            {
                return;
            }

            after = page[^1];
        }
    }

    private void WakeAtNext(TimeSpan pause)
    {
        if (!_isRunning)
        {
            Alarm.Set(state.State.Step switch { ErasureStep.None or ErasureStep.Done => null, _ => state.State.LookAt ?? clock.GetUtcNow() }, pause);
        }
    }

    private Task Write(UserErasureState next) => state.Replace(next, this);

    [LoggerMessage(2060, LogLevel.Warning, "The erasure of user {User} was interrupted; it goes on.")]
    private partial void LogFailed(Exception exception, string user);
}
