using System.Collections.Immutable;
using Orleans.Concurrency;
using Parley.Access;
using Parley.Rooms;
using Parley.Users;

namespace Parley.Threads;

/// <summary>
/// The threads that one user follows: those that the user began, has written in or was mentioned in, and those that the user follows by hand,
/// without those given up by hand. Key: user id. What the user may read is asked of the log by <see cref="List"/> alone; ask
/// <see cref="IRoomGrain.Message"/> before the other calls whether there is such a thread for the user.
/// </summary>
[Alias("parley.threads"), GrainInterfaceType("threads")]
public interface IThreadsGrain : IGrainWithStringKey
{
    /// <summary>Threads that the user follows and may read, the one with the newest message first.</summary>
    [Alias("list"), Repeatable] Task<ThreadPage> List(ReadThreads query);

    /// <summary>How the user stands to one thread.</summary>
    /// <param name="thread">Seq of the message that the thread began with.</param>
    [Alias("of"), Repeatable] Task<ThreadMark> Of(string room, long thread);

    /// <summary>Moves the read position in a thread forward, never back; answers with how the user stands to it when that is on disk.</summary>
    [Alias("mark-read"), Repeatable] Task<ThreadMark> MarkRead(string room, long thread, long seq);

    /// <summary>Follows a thread, or no more, whatever the user does in it; answers when that is on disk.</summary>
    [Alias("follow"), Repeatable] Task<ThreadMark> Follow(string room, long thread, bool on);

    /// <summary>The user has written in a thread or was mentioned in it. May be lost: the log knows it as well.</summary>
    /// <param name="seq">Number of the message.</param>
    /// <param name="isSender">False: mentioned.</param>
    [Alias("takes-part"), OneWay] Task TakesPart(string room, long thread, long seq, bool isSender);

    /// <summary>Forgets everything, for good.</summary>
    [Alias("erase"), Repeatable] Task Erase();

    /// <summary>Forgets all that is kept of threads in a room.</summary>
    [Alias("forget"), Repeatable] Task Forget(string room);
}

/// <summary>How a user stands to a thread.</summary>
/// <param name="Thread">Seq of the message that it began with.</param>
/// <param name="ReadSeq">The user has read up to here in it; 0: nothing. It has nothing to do with the read position in the room.</param>
[GenerateSerializer, Immutable, Alias("parley.thread.mark")]
public sealed record ThreadMark([Id(0)] string Room, [Id(1)] long Thread, [Id(2)] long ReadSeq, [Id(3)] bool Follows);

/// <summary>Asks for a page of the threads that a user follows.</summary>
/// <param name="Limit">1–100; more is reduced.</param>
/// <param name="Before">Where the page before ended; null: the first page.</param>
[GenerateSerializer, Immutable, Alias("parley.thread.read")]
public sealed record ReadThreads([Id(0)] Actor Reader, [Id(1)] int Limit, [Id(2)] ThreadPosition? Before);

/// <summary>A place in the list of threads: by the time of the last message in a thread, the newest first; then by room and root.</summary>
[GenerateSerializer, Immutable, Alias("parley.thread.position")]
public sealed record ThreadPosition([Id(0)] long LastAtMs, [Id(1)] string Room, [Id(2)] long Thread);

/// <summary>A page of threads.</summary>
/// <param name="Next">Where the next page goes on; null: this was the last one.</param>
[GenerateSerializer, Immutable, Alias("parley.thread.page")]
public sealed record ThreadPage([Id(0)] ImmutableArray<FollowedThread> Threads, [Id(1)] ThreadPosition? Next);

/// <summary>A thread that a user follows.</summary>
/// <param name="Root">The message that it began with.</param>
/// <param name="LastAt">Time of the last message in it.</param>
/// <param name="ReadSeq">The user has read up to here; one's own messages are read.</param>
/// <param name="Unread">Messages of others after that, without those that were deleted; 100: that many or more.</param>
/// <param name="Mentions">Those of them that mention the user, or everybody.</param>
[GenerateSerializer, Immutable, Alias("parley.thread.followed")]
public sealed record FollowedThread(
    [Id(0)] string Room, [Id(1)] RoomMessage Root, [Id(2)] DateTimeOffset LastAt, [Id(3)] long ReadSeq, [Id(4)] int Unread, [Id(5)] int Mentions);

/// <summary>The user stands to a thread in another way than before.</summary>
[GenerateSerializer, Immutable, Alias("parley.own.thread-moved")]
public sealed record ThreadMoved([Id(0)] ThreadMark Mark) : OwnChange;
