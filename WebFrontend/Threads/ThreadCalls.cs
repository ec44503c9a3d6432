using System.Globalization;
using Parley.Errors;
using Parley.Rooms;
using Parley.Threads;
using Parley.WebFrontend.Rooms;
using Parley.WebFrontend.Sessions;
using Parley.WebFrontend.Throttling;

namespace Parley.WebFrontend.Threads;

/// <summary>What a signed-in user may do with the threads that they follow.</summary>
public sealed class ThreadCalls(IGrainFactory grains, RoomCalls rooms, IThrottle throttle)
{
    private const int DefaultPage = 30;

    /// <param name="before">The <c>next</c> of the page before; null: the first page.</param>
    public async Task<Outcome<ThreadPage>> List(CurrentUser me, string? before, int? limit)
    {
        var position = before is null ? null : Parse(before);
        if (before is not null && position is null)
        {
            return ErrorCatalog.InvalidField("before", "Send the next of the page before.");
        }

        return RoomRequests.LimitFault(limit) is { } fault ? fault : await grains.Threads(me.Id).List(new ReadThreads(me.Actor, limit ?? DefaultPage, position));
    }

    /// <summary>How the user stands to a thread that they may read.</summary>
    public async Task<ThreadMark> Of(CurrentUser me, string room, long thread) => await grains.Threads(me.Id).Of(room, thread);

    /// <summary>Moves the user's read position in a thread forward, no further than the room goes.</summary>
    public async Task<Outcome<ThreadMark>> MarkRead(CurrentUser me, string? room, long thread, long? seq) =>
        RoomRequests.SeqFault("seq", seq) is { } fault ? fault
            : await Change(me, room, thread, root => grains.Threads(me.Id).MarkRead(root.Room, thread, Math.Min(seq!.Value, root.Head)));

    public async Task<Outcome<ThreadMark>> Follow(CurrentUser me, string? room, long thread, bool on) =>
        await Change(me, room, thread, root => grains.Threads(me.Id).Follow(root.Room, thread, on));

    /// <summary>A place in the list, as clients get it.</summary>
    public static string Format(ThreadPosition position) => string.Create(CultureInfo.InvariantCulture, $"{position.LastAtMs}.{position.Thread}.{position.Room}");

    private static ThreadPosition? Parse(string text) =>
        text.Split('.', 3) is [var at, var thread, { Length: > 0 and <= 64 } room]
        && long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var atMs) && long.TryParse(thread, NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
            ? new ThreadPosition(atMs, room, seq)
            : null;

    /// <summary>Only what the user can read, and only what a thread can begin with.</summary>
    private async Task<Outcome<ThreadMark>> Change(CurrentUser me, string? room, long thread, Func<MessagePage, Task<ThreadMark>> change)
    {
        if (RoomRequests.SeqFault("seq", thread) is { } fault)
        {
            return fault;
        }

        if (await throttle.AcquireAsync(ThrottleScopes.Signals, me.Id) is { } retryAfter)
        {
            return ThrottlingRegistration.TooSoon(retryAfter);
        }

        var page = await rooms.FindAsync(room) is { } grain ? await grain.Message(me.Actor, thread) : ErrorCatalog.Error(ErrorCatalog.RoomNotFound);
        return page.IsError ? page.Error
            : page.Value.Messages[0].Thread is not null ? ErrorCatalog.Error(ErrorCatalog.MessageNotFound, "No thread began with this message: it is in one itself.")
            : await change(page.Value);
    }
}
