using Microsoft.Extensions.Options;
using Parley.Grains.Storage;
using Parley.Threads;

namespace Parley.Grains.Threads;

/// <summary>Keeps read positions in threads and what was decided by hand; who takes part in a thread is known to the log. Written at once: threads are read seldom.</summary>
[GrainType("threads"), CollectionAgeLimit(Minutes = 10)]
internal sealed class ThreadsGrain(
    [PersistentState("threads", GrainsRegistration.StateStore)] IPersistentState<ThreadsState> state, ThreadReader reader, IOptions<ThreadOptions> options, TimeProvider clock) : Grain, IThreadsGrain
{
    private static readonly ThreadMarkState NoMark = new(0, null, default);

    private string User => this.GetPrimaryKeyString();

    public Task<ThreadPage> List(ReadThreads query) => reader.PageAsync(query, state.State);

    public async Task<ThreadMark> Of(string room, long thread)
    {
        var mark = state.State.Find(room, thread) ?? NoMark;
        return new ThreadMark(room, thread, mark.Seq, mark.Follows ?? await reader.TakesPartAsync(User, room, thread));
    }

    public Task<ThreadMark> MarkRead(string room, long thread, long seq) => Change(room, thread, mark => seq > mark.Seq ? mark with { Seq = seq } : mark);

    public Task<ThreadMark> Follow(string room, long thread, bool on) => Change(room, thread, mark => mark with { Follows = on });

    public async Task TakesPart(string room, long thread, long seq, bool isSender)
    {
        var mark = state.State.Find(room, thread);
        if (mark?.Follows == false)
        {
            return;
        }

        if (mark is null && !isSender)
        {
            // What was said before the user was called is not unread. One's own messages are read by being one's own.
            await Write(room, thread, NoMark with { Seq = seq - 1 });
        }

        Tell(new ThreadMark(room, thread, isSender ? Math.Max(seq, mark?.Seq ?? 0) : state.State.Find(room, thread)!.Seq, Follows: true));
    }

    public async Task Forget(string room)
    {
        if (state.State.Rooms.ContainsKey(room))
        {
            await Write(state.State with { Rooms = state.State.Rooms.Remove(room) });
        }
    }

    public Task Erase() => state.State.Rooms.IsEmpty ? Task.CompletedTask : Write(new ThreadsState());

    private async Task<ThreadMark> Change(string room, long thread, Func<ThreadMarkState, ThreadMarkState> change)
    {
        var known = state.State.Find(room, thread) ?? NoMark;
        var changed = change(known);
        if (changed == known)
        {
            return await Of(room, thread);
        }

        await Write(room, thread, changed);
        var mark = await Of(room, thread);
        Tell(mark);
        return mark;
    }

    private Task Write(string room, long thread, ThreadMarkState mark) =>
        Write(state.State.With(room, thread, mark with { At = clock.GetUtcNow() }, options.Value.MaxMarks));

    private Task Write(ThreadsState next) => state.Replace(next, this);

    private void Tell(ThreadMark mark) => GrainFactory.User(User).Tell(new ThreadMoved(mark)).Ignore();
}
